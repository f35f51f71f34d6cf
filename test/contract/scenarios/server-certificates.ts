import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import { makeCertificate } from "../../support/certificates.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

const { pem: CertificateBody, privateKeyPem: PrivateKey } = makeCertificate();

async function upload({ iam, name, path }: Sandbox, label = "site"): Promise<string> {
  const ServerCertificateName = name(label);
  await iam.uploadServerCertificate({ ServerCertificateName, Path: path, CertificateBody, PrivateKey });
  return ServerCertificateName;
}

// Server certificates: recorded on AWS, 2026-02, except where a comment says more.
export const serverCertificateScenarios: Scenarios = {
  "a certificate has a path, an ARN and the date on which it expires": async (box) => {
    const ServerCertificateName = await upload(box);
    const { ServerCertificate } = await box.iam.getServerCertificate({ ServerCertificateName });
    const metadata = {
      Path: box.path,
      ServerCertificateName,
      ServerCertificateId: expect.stringMatching(/^ASCA/),
      Arn: `arn:aws:iam::${box.accountId}:server-certificate${box.path}${ServerCertificateName}`,
      Expiration: new Date("2036-01-01T00:00:00Z"),
      UploadDate: expect.any(Date),
    };
    expect(ServerCertificate?.ServerCertificateMetadata).toEqual(metadata);
    expect(ServerCertificate?.CertificateBody?.trim()).toBe(CertificateBody.trim());
    const listed = await box.iam.listServerCertificates({ PathPrefix: box.path });
    expect(listed.ServerCertificateMetadataList).toEqual([metadata]);
  },

  "an existing and an unknown certificate are reported by their names": async (box) => {
    const ServerCertificateName = await upload(box);
    expect(await refusalOf(upload(box))).toBe(
      `409 EntityAlreadyExists: The Server Certificate with name ${ServerCertificateName} already exists.`,
    );
    const missing = { ServerCertificateName: box.name("none") };
    const refusal = `404 NoSuchEntity: The Server Certificate with name ${missing.ServerCertificateName} cannot be found.`;
    expect(await refusalOf(box.iam.getServerCertificate(missing))).toBe(refusal);
    expect(await refusalOf(box.iam.deleteServerCertificate(missing))).toBe(refusal);
  },

  "UpdateServerCertificate renames and moves": async (box) => {
    const ServerCertificateName = await upload(box);
    const renamed = { NewServerCertificateName: box.name("shop"), NewPath: `${box.path}web/` };
    await box.iam.updateServerCertificate({ ServerCertificateName, ...renamed });
    const read = await box.iam.getServerCertificate({ ServerCertificateName: renamed.NewServerCertificateName });
    expect(read.ServerCertificate?.ServerCertificateMetadata).toMatchObject({
      Path: renamed.NewPath,
      ServerCertificateName: renamed.NewServerCertificateName,
    });
  },

  // Captured from AWS, 2026-09, this and the next two.
  "the private key must be the certificate's": async ({ iam, name, path }) => {
    const other = makeCertificate().privateKeyPem;
    const certificate = { ServerCertificateName: name("site"), Path: path, CertificateBody };
    expect(await refusalOf(iam.uploadServerCertificate({ ...certificate, PrivateKey: other }))).toBe(
      "400 KeyPairMismatch: The private key did not match the public key provided. Please verify the key material and try again.",
    );
  },

  "an expired certificate is refused": async ({ iam, name, path }) => {
    const expired = makeCertificate({ validTo: new Date("2021-01-01T00:00:00Z") });
    const certificate = { ServerCertificateName: name("site"), Path: path, CertificateBody: expired.pem };
    expect(await refusalOf(iam.uploadServerCertificate({ ...certificate, PrivateKey: expired.privateKeyPem }))).toBe(
      "400 MalformedCertificate: Certificate is no longer valid. The 'Not After' date restriction on the certificate has passed.",
    );
  },

  "empty lists of tags are refused": async (box) => {
    const ServerCertificateName = await upload(box);
    expect(await refusalOf(box.iam.tagServerCertificate({ ServerCertificateName, Tags: [] }))).toBe(
      "400 InvalidInput: The provided tag map must not be null/empty.",
    );
    expect(await refusalOf(box.iam.untagServerCertificate({ ServerCertificateName, TagKeys: [] }))).toBe(
      "400 InvalidInput: The provided tag keys must not be null/empty.",
    );
  },
};
