import { createHash, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { makeCertificate } from "../../support/certificates.ts";
import { refusalOf, sdkClient, startService } from "../test-service.ts";

const UserName = "alice";
const [first, second, third] = [makeCertificate().pem, makeCertificate().pem, makeCertificate().pem];

async function startWithUsers() {
  const test = await startService();
  await test.iam.createUser({ UserName });
  await test.iam.createUser({ UserName: "bob" });
  return test;
}

describe("a signing certificate", () => {
  it("is uploaded, listed, deactivated and deleted", async () => {
    const { iam } = await startWithUsers();
    expect(await iam.listSigningCertificates({ UserName })).toMatchObject({ Certificates: [], IsTruncated: false });
    const { Certificate } = await iam.uploadSigningCertificate({ UserName, CertificateBody: first });
    const certificate = {
      UserName,
      CertificateId: expect.stringMatching(/^[A-Z2-7]{32}$/),
      CertificateBody: first,
      Status: "Active",
      UploadDate: new Date("2026-03-01T10:00:00Z"),
    };
    expect(Certificate).toEqual(certificate);
    const CertificateId = Certificate?.CertificateId ?? "";
    await iam.updateSigningCertificate({ UserName, CertificateId, Status: "Inactive" });
    expect((await iam.listSigningCertificates({ UserName })).Certificates).toEqual([
      { ...certificate, Status: "Inactive" },
    ]);
    await iam.deleteSigningCertificate({ UserName, CertificateId });
    expect((await iam.listSigningCertificates({ UserName })).Certificates).toEqual([]);
  });

  it("has the SHA-1 digest of its DER form as its id", async () => {
    const { iam } = await startWithUsers();
    const { Certificate } = await iam.uploadSigningCertificate({ UserName, CertificateBody: first });
    const digest = createHash("sha1").update(new X509Certificate(first).raw).digest();
    const bits = [...digest].map((byte) => byte.toString(2).padStart(8, "0")).join("");
    const letters = bits.match(/.{5}/g)?.map((five) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Number.parseInt(five, 2)]);
    expect(Certificate?.CertificateId).toBe(letters?.join(""));
  });

  it("can be uploaded again by its user, and not by another", async () => {
    const { iam, clock } = await startWithUsers();
    const { Certificate } = await iam.uploadSigningCertificate({ UserName, CertificateBody: first });
    const CertificateId = Certificate?.CertificateId ?? "";
    await iam.updateSigningCertificate({ UserName, CertificateId, Status: "Inactive" });
    clock.now = new Date("2026-03-02T10:00:00Z");
    expect((await iam.uploadSigningCertificate({ UserName, CertificateBody: first })).Certificate).toEqual(Certificate);
    expect((await iam.listSigningCertificates({ UserName })).Certificates?.[0]?.Status).toBe("Inactive");
    expect(await refusalOf(iam.uploadSigningCertificate({ UserName: "bob", CertificateBody: first }))).toBe(
      "409 DuplicateCertificate: Duplicate certificate uploaded.",
    );
  });

  it("must be one valid certificate", async () => {
    const { iam } = await startWithUsers();
    const expired = makeCertificate({ validTo: new Date("2026-02-28T00:00:00Z") }).pem;
    for (const CertificateBody of ["not a certificate", expired, first + second, first.replaceAll("M", "N")]) {
      expect(await refusalOf(iam.uploadSigningCertificate({ UserName, CertificateBody }))).toBe(
        `400 MalformedCertificate: Certificate ${CertificateBody} is malformed.`,
      );
    }
    const CertificateBody = "not a certificate";
    expect(await refusalOf(iam.uploadSigningCertificate({ UserName: "ghost", CertificateBody }))).toBe(
      "404 NoSuchEntity: The user with name ghost cannot be found.",
    );
  });

  it("is found only under its user", async () => {
    const { iam } = await startWithUsers();
    const { Certificate } = await iam.uploadSigningCertificate({ UserName, CertificateBody: first });
    const own = Certificate?.CertificateId ?? "";
    const unknown = "NONEXISTENTCERTID12345678901";
    for (const [user, CertificateId] of [
      ["bob", own],
      [UserName, unknown],
    ] as const) {
      const refusal = `404 NoSuchEntity: The Certificate with id ${CertificateId} cannot be found.`;
      const update = iam.updateSigningCertificate({ UserName: user, CertificateId, Status: "Active" });
      expect(await refusalOf(update)).toBe(refusal);
      expect(await refusalOf(iam.deleteSigningCertificate({ UserName: user, CertificateId }))).toBe(refusal);
    }
    expect(await refusalOf(iam.updateSigningCertificate({ CertificateId: own, UserName, Status: "Expired" }))).toBe(
      "400 InvalidInput: Operation does not support status Expired",
    );
  });

  it("counts toward a quota of two and prevents the deletion of its user", async () => {
    const { iam } = await startWithUsers();
    await iam.uploadSigningCertificate({ UserName, CertificateBody: first });
    await iam.uploadSigningCertificate({ UserName, CertificateBody: second });
    expect(await refusalOf(iam.uploadSigningCertificate({ UserName, CertificateBody: third }))).toBe(
      "409 LimitExceeded: Cannot exceed quota for CertificatesPerUser: 2",
    );
    expect(await refusalOf(iam.deleteUser({ UserName }))).toBe(
      "409 DeleteConflict: Cannot delete entity, must delete certificates first.",
    );
  });

  it("belongs to the caller without a user name: a user, or the root user, whose certificates the summary shows", async () => {
    const { iam, service, clock } = await startWithUsers();
    const { AccessKey } = await iam.createAccessKey({ UserName });
    const keys = { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
    const alice = sdkClient(service, keys, clock);
    await alice.uploadSigningCertificate({ CertificateBody: first });
    expect((await alice.listSigningCertificates({})).Certificates?.[0]?.UserName).toBe(UserName);
    const present = async () => (await iam.getAccountSummary({})).SummaryMap?.AccountSigningCertificatesPresent;
    expect(await present()).toBe(0);
    await iam.uploadSigningCertificate({ CertificateBody: second });
    expect((await iam.listSigningCertificates({})).Certificates).toHaveLength(1);
    expect(await present()).toBe(1);
  });

  it("is in the credential report of its owner, with the date of its upload", async () => {
    const { iam, clock } = await startWithUsers();
    const bodies = [first, second];
    for (const CertificateBody of bodies) await iam.uploadSigningCertificate({ UserName, CertificateBody });
    await iam.uploadSigningCertificate({ CertificateBody: third });
    const { Certificates = [] } = await iam.listSigningCertificates({ UserName });
    const CertificateId = Certificates[1]?.CertificateId ?? "";
    clock.now = new Date("2026-03-02T10:00:00Z");
    await iam.updateSigningCertificate({ UserName, CertificateId, Status: "Inactive" });
    await iam.generateCredentialReport({});
    await iam.generateCredentialReport({});
    const report = Buffer.from((await iam.getCredentialReport({})).Content ?? []).toString();
    const rows = report.split("\n").map((line) => line.split(","));
    const from = rows[0]?.indexOf("cert_1_active") ?? 0;
    const date = "2026-03-01T10:00:00Z";
    expect(rows.slice(1).map((row) => row.slice(from, from + 4))).toEqual([
      ["true", date, "false", "N/A"],
      ["true", date, "false", date],
      ["false", "N/A", "false", "N/A"],
    ]);
  });
});
