import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import { makeCertificate } from "../../support/certificates.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

async function createUser({ iam, name, path }: Sandbox, label = "alice"): Promise<string> {
  await iam.createUser({ UserName: name(label), Path: path });
  return name(label);
}

// Signing certificates: recorded on AWS, 2026-02, except where a comment says more.
export const signingCertificateScenarios: Scenarios = {
  "a certificate is active and is listed with its body": async (box) => {
    const UserName = await createUser(box);
    const CertificateBody = makeCertificate().pem.trim();
    const { Certificate } = await box.iam.uploadSigningCertificate({ UserName, CertificateBody });
    expect(Certificate).toMatchObject({
      UserName,
      CertificateBody,
      Status: "Active",
      CertificateId: expect.stringMatching(/^[A-Z2-7]{32}$/),
    });
    expect((await box.iam.listSigningCertificates({ UserName })).Certificates).toEqual([Certificate]);
  },

  "a text that is no certificate is refused with the text": async (box) => {
    const UserName = await createUser(box);
    expect(await refusalOf(box.iam.uploadSigningCertificate({ UserName, CertificateBody: "not one" }))).toBe(
      "400 MalformedCertificate: Certificate not one is malformed.",
    );
  },

  "a user has two certificates at most": async (box) => {
    const UserName = await createUser(box);
    const upload = () => box.iam.uploadSigningCertificate({ UserName, CertificateBody: makeCertificate().pem });
    await upload();
    await upload();
    expect(await refusalOf(upload())).toBe("409 LimitExceeded: Cannot exceed quota for CertificatesPerUser: 2");
  },

  "an unknown certificate is reported by its id": async (box) => {
    const UserName = await createUser(box);
    const CertificateId = "X".repeat(32);
    const refusal = `404 NoSuchEntity: The Certificate with id ${CertificateId} cannot be found.`;
    const certificate = { UserName, CertificateId };
    expect(await refusalOf(box.iam.updateSigningCertificate({ ...certificate, Status: "Inactive" }))).toBe(refusal);
    expect(await refusalOf(box.iam.deleteSigningCertificate(certificate))).toBe(refusal);
  },

  // Captured from AWS, 2026-09.
  "a certificate belongs to one user": async (box) => {
    const [UserName, other] = [await createUser(box), await createUser(box, "bob")];
    const CertificateBody = makeCertificate().pem;
    await box.iam.uploadSigningCertificate({ UserName, CertificateBody });
    expect(await refusalOf(box.iam.uploadSigningCertificate({ UserName: other, CertificateBody }))).toBe(
      "409 DuplicateCertificate: Duplicate certificate uploaded.",
    );
  },
};
