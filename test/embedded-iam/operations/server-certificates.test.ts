import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { makeCertificate } from "../../support/certificates.ts";
import { refusalOf, startService } from "../test-service.ts";

const authority = makeCertificate({ subject: "authority" });
const leaf = makeCertificate({ subject: "leaf", issuer: authority });
const other = makeCertificate({ subject: "other" });
const ServerCertificateName = "site";

const input = {
  ServerCertificateName,
  CertificateBody: leaf.pem,
  PrivateKey: leaf.privateKeyPem,
};

const metadata = {
  Path: "/",
  ServerCertificateName,
  ServerCertificateId: expect.stringMatching(/^ASCA[A-Z2-7]{17}$/),
  Arn: "arn:aws:iam::123456789012:server-certificate/site",
  UploadDate: new Date("2026-03-01T10:00:00Z"),
  Expiration: new Date("2036-01-01T00:00:00Z"),
};

describe("a server certificate", () => {
  it("is uploaded, read, listed and deleted, and never shows its private key", async () => {
    const { iam } = await startService();
    expect(await iam.listServerCertificates({})).toMatchObject({
      ServerCertificateMetadataList: [],
      IsTruncated: false,
    });
    const { $metadata, ...uploaded } = await iam.uploadServerCertificate(input);
    expect(uploaded).toEqual({ ServerCertificateMetadata: metadata });
    expect((await iam.getServerCertificate({ ServerCertificateName: "SITE" })).ServerCertificate).toEqual({
      ServerCertificateMetadata: metadata,
      CertificateBody: leaf.pem.trim(),
      Tags: [],
    });
    expect((await iam.listServerCertificates({})).ServerCertificateMetadataList).toEqual([metadata]);
    expect((await iam.getAccountSummary({})).SummaryMap?.ServerCertificates).toBe(1);
    await iam.deleteServerCertificate({ ServerCertificateName });
    expect(await refusalOf(iam.getServerCertificate({ ServerCertificateName }))).toBe(
      "404 NoSuchEntity: The Server Certificate with name site cannot be found.",
    );
    expect((await iam.getAccountSummary({})).SummaryMap?.ServerCertificates).toBe(0);
  });

  it("has a path, a chain and tags", async () => {
    const { iam } = await startService();
    const Tags = [
      { Key: "team", Value: "two" },
      { Key: "Team", Value: "one" },
    ];
    const uploaded = await iam.uploadServerCertificate({
      ...input,
      Path: "/web/",
      CertificateChain: authority.pem,
      Tags,
    });
    expect(uploaded.Tags).toEqual(Tags);
    const { ServerCertificate } = await iam.getServerCertificate({ ServerCertificateName });
    expect(ServerCertificate).toMatchObject({
      ServerCertificateMetadata: { Path: "/web/", Arn: "arn:aws:iam::123456789012:server-certificate/web/site" },
      CertificateChain: authority.pem.trim(),
      Tags: [...Tags].reverse(),
    });
    const named = async (PathPrefix: string) =>
      (await iam.listServerCertificates({ PathPrefix })).ServerCertificateMetadataList?.length;
    expect([await named("/web/"), await named("/w"), await named("/other/")]).toEqual([1, 1, 0]);
  });

  it("can be renamed and moved, with its tags", async () => {
    const { iam } = await startService();
    await iam.uploadServerCertificate({ ...input, Tags: [{ Key: "Team", Value: "one" }] });
    await iam.updateServerCertificate({ ServerCertificateName, NewPath: "/after/" });
    await iam.updateServerCertificate({ ServerCertificateName, NewServerCertificateName: "page" });
    await iam.updateServerCertificate({ ServerCertificateName: "page" });
    expect((await iam.getServerCertificate({ ServerCertificateName: "page" })).ServerCertificate).toMatchObject({
      ServerCertificateMetadata: {
        ...metadata,
        Path: "/after/",
        ServerCertificateName: "page",
        Arn: "arn:aws:iam::123456789012:server-certificate/after/page",
      },
      Tags: [{ Key: "Team", Value: "one" }],
    });
    for (const call of [
      iam.getServerCertificate({ ServerCertificateName }),
      iam.updateServerCertificate({ ServerCertificateName }),
      iam.deleteServerCertificate({ ServerCertificateName }),
      iam.tagServerCertificate({ ServerCertificateName, Tags: [] }),
      iam.untagServerCertificate({ ServerCertificateName, TagKeys: [] }),
      iam.listServerCertificateTags({ ServerCertificateName }),
    ]) {
      expect(await refusalOf(call)).toBe("404 NoSuchEntity: The Server Certificate with name site cannot be found.");
    }
  });

  it("has a name that is unique regardless of case", async () => {
    const { iam } = await startService();
    await iam.uploadServerCertificate(input);
    await iam.uploadServerCertificate({ ...input, ServerCertificateName: "page" });
    const refusal = "409 EntityAlreadyExists: The Server Certificate with name SITE already exists.";
    expect(await refusalOf(iam.uploadServerCertificate({ ...input, ServerCertificateName: "SITE" }))).toBe(refusal);
    const rename = { ServerCertificateName: "page", NewServerCertificateName: "SITE" };
    expect(await refusalOf(iam.updateServerCertificate(rename))).toBe(refusal);
  });

  it("accepts an elliptic-curve key, and a chain with a repeated certificate", async () => {
    const { iam } = await startService();
    const curve = makeCertificate({ privateKey: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey });
    await iam.uploadServerCertificate({ ...input, CertificateBody: curve.pem, PrivateKey: curve.privateKeyPem });
    const CertificateChain = authority.pem + authority.pem;
    await iam.uploadServerCertificate({ ...input, ServerCertificateName: "page", CertificateChain });
    expect((await iam.listServerCertificates({})).ServerCertificateMetadataList).toHaveLength(2);
  });

  const chainText = (index: number) =>
    `400 MalformedCertificate: Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, followed by any intermediaries in order. The index within the chain of the invalid certificate is: ${index}`;

  it.each([
    [
      "no certificate",
      { CertificateBody: "x" },
      "400 MalformedCertificate: Unable to parse certificate. Please ensure the certificate is in PEM format.",
    ],
    [
      "another private key",
      { PrivateKey: other.privateKeyPem },
      "400 KeyPairMismatch: The private key did not match the public key provided. Please verify the key material and try again.",
    ],
    [
      "no private key",
      { PrivateKey: "x" },
      "400 MalformedCertificate: Unable to parse private key. Please ensure the private key is in PEM format.",
    ],
    ["an unreadable chain", { CertificateChain: "x" }, "400 MalformedCertificate: Unknown"],
    ["an unrelated chain", { CertificateChain: other.pem }, chainText(-1)],
    ["the certificate itself in its chain", { CertificateChain: authority.pem + leaf.pem }, chainText(1)],
  ])("is refused with %s", async (_what, change, refusal) => {
    const { iam } = await startService();
    expect(await refusalOf(iam.uploadServerCertificate({ ...input, ...change }))).toBe(refusal);
    expect((await iam.listServerCertificates({})).ServerCertificateMetadataList).toEqual([]);
  });

  it("is refused if it has expired", async () => {
    const { iam, clock } = await startService();
    clock.now = new Date("2036-01-01T00:00:01Z");
    expect(await refusalOf(iam.uploadServerCertificate(input))).toBe(
      "400 MalformedCertificate: Certificate is no longer valid. The 'Not After' date restriction on the certificate has passed.",
    );
  });

  it("counts toward a quota of 20", async () => {
    const { iam } = await startService({ quotas: { serverCertificatesPerAccount: 1 } });
    await iam.uploadServerCertificate(input);
    expect(await refusalOf(iam.uploadServerCertificate({ ...input, ServerCertificateName: "page" }))).toBe(
      "409 LimitExceeded: Cannot exceed quota for ServerCertificatesPerAccount: 1",
    );
  });

  it("is not uploaded if its tags are invalid, and refuses empty lists of tags with its own texts", async () => {
    const { iam } = await startService();
    const Tags = [{ Key: "aws:x", Value: "" }];
    expect(await refusalOf(iam.uploadServerCertificate({ ...input, Tags }))).toContain("400 InvalidInput: Tag keys");
    await iam.uploadServerCertificate(input);
    expect(await refusalOf(iam.tagServerCertificate({ ServerCertificateName, Tags: [] }))).toBe(
      "400 InvalidInput: The provided tag map must not be null/empty.",
    );
    expect(await refusalOf(iam.untagServerCertificate({ ServerCertificateName, TagKeys: [] }))).toBe(
      "400 InvalidInput: The provided tag keys must not be null/empty.",
    );
  });
});
