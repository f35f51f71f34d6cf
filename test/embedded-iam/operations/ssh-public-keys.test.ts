import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { makeCertificate } from "../../support/certificates.ts";
import { refusalOf, sdkClient, startService } from "../test-service.ts";

const UserName = "alice";

/** A key that ssh-keygen made, with its fingerprint (`ssh-keygen -l -E md5`). */
const body =
  "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCx1k8H2gB7T5Qu69KtaU+bFxxHkOMVw6aOvMHBJLuTCEdVWOVdHINpwcU8ix5P53Zbk1C1wD6kfavYtFFqFrcG2J00at0PNuzFi0U1UryPJrZIMLJyfoGBJoEscfj6VdBD3Q/d6gQ/9pJjiWRF3L5++ZdlQvplLbDzd5iW/Djr0iBf0pVDGjelF2s99n5O14DFsd0yBRb9q7eK9Tbq1n+hmsHrYGIs5B7mKLX5ykx9zz7bv8opGCn+S764qd+x+0D8rM+/6WMWSQ68j62nAwSSMaCnkAWm5TQ65Wqz4kSGO444lNdvDujkP/C42q9Ab4bfgYBkYPFRlTcgTguJbuZX alice@laptop";
const fingerprint = "d5:6e:64:ec:91:93:cb:29:8e:25:cb:b6:1b:3e:71:50";

function pemOf(bits: number): string {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  return publicKey.export({ type: "spki", format: "pem" }).toString();
}

async function startWithUsers() {
  const test = await startService();
  await test.iam.createUser({ UserName });
  await test.iam.createUser({ UserName: "bob" });
  return test;
}

describe("an SSH public key", () => {
  it("is uploaded, read, deactivated and deleted", async () => {
    const { iam } = await startWithUsers();
    expect((await iam.listSSHPublicKeys({ UserName })).SSHPublicKeys).toEqual([]);
    const { SSHPublicKey } = await iam.uploadSSHPublicKey({ UserName: "ALICE", SSHPublicKeyBody: body });
    const metadata = {
      UserName,
      SSHPublicKeyId: expect.stringMatching(/^APKA[A-Z2-7]{16}$/),
      Status: "Active",
      UploadDate: new Date("2026-03-01T10:00:00Z"),
    };
    expect(SSHPublicKey).toEqual({ ...metadata, Fingerprint: fingerprint, SSHPublicKeyBody: body });
    const SSHPublicKeyId = SSHPublicKey?.SSHPublicKeyId ?? "";
    expect((await iam.listSSHPublicKeys({ UserName })).SSHPublicKeys).toEqual([metadata]);
    await iam.updateSSHPublicKey({ UserName, SSHPublicKeyId, Status: "Inactive" });
    expect((await iam.listSSHPublicKeys({ UserName })).SSHPublicKeys?.[0]?.Status).toBe("Inactive");
    await iam.deleteSSHPublicKey({ UserName, SSHPublicKeyId });
    expect((await iam.listSSHPublicKeys({ UserName })).SSHPublicKeys).toEqual([]);
  });

  it("is returned in both encodings, without its comment", async () => {
    const { iam } = await startWithUsers();
    const uploaded = await iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody: body });
    const SSHPublicKeyId = uploaded.SSHPublicKey?.SSHPublicKeyId ?? "";
    const inEncoding = async (Encoding: "SSH" | "PEM") =>
      (await iam.getSSHPublicKey({ UserName, SSHPublicKeyId, Encoding })).SSHPublicKey;
    expect((await inEncoding("SSH"))?.SSHPublicKeyBody).toBe(body.split(" ").slice(0, 2).join(" "));
    const pem = (await inEncoding("PEM"))?.SSHPublicKeyBody ?? "";
    expect(pem).toMatch(/^-----BEGIN PUBLIC KEY-----\n[^-]+\n-----END PUBLIC KEY-----\n$/);
    await iam.deleteSSHPublicKey({ UserName, SSHPublicKeyId });
    const again = await iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody: pem });
    expect(again.SSHPublicKey).toMatchObject({ Fingerprint: fingerprint, SSHPublicKeyBody: pem });
  });

  it("is unique for each user, in every encoding", async () => {
    const { iam } = await startWithUsers();
    const { SSHPublicKey } = await iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody: body });
    const SSHPublicKeyId = SSHPublicKey?.SSHPublicKeyId ?? "";
    const inPem = await iam.getSSHPublicKey({ UserName, SSHPublicKeyId, Encoding: "PEM" });
    const pem = inPem.SSHPublicKey?.SSHPublicKeyBody ?? "";
    expect(await refusalOf(iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody: pem }))).toBe(
      "400 DuplicateSSHPublicKey: Duplicate SSH public key uploaded.",
    );
    expect(await refusalOf(iam.uploadSSHPublicKey({ UserName: "bob", SSHPublicKeyBody: pem }))).toBe("no refusal");
  });

  it("must be an RSA key of at least 2048 bits", async () => {
    const { iam } = await startWithUsers();
    const upload = (SSHPublicKeyBody: string) => refusalOf(iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody }));
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const others = [
      "not a key",
      "ssh-rsa",
      "ssh-rsa AAAA",
      `ssh-rsa ${"A".repeat(400)}`,
      `ssh-ed25519 ${"A".repeat(68)}`,
      makeCertificate().pem,
      publicKey.export({ type: "spki", format: "pem" }).toString(),
      privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      makeCertificate().privateKeyPem,
    ];
    for (const other of others) {
      expect(await upload(other)).toBe("400 UnrecognizedPublicKeyEncoding: Invalid public key uploaded.");
    }
    expect(await upload(pemOf(1024))).toBe("400 InvalidPublicKey: Invalid body for public key");
    expect(await upload(pemOf(2048))).toBe("no refusal");
  });

  it("is found only under its user", async () => {
    const { iam } = await startWithUsers();
    const { SSHPublicKey } = await iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody: body });
    const own = SSHPublicKey?.SSHPublicKeyId ?? "";
    const callsOf = (user: string, SSHPublicKeyId: string) => [
      iam.getSSHPublicKey({ UserName: user, SSHPublicKeyId, Encoding: "SSH" }),
      iam.updateSSHPublicKey({ UserName: user, SSHPublicKeyId, Status: "Inactive" }),
      iam.deleteSSHPublicKey({ UserName: user, SSHPublicKeyId }),
    ];
    const unknown = "APKAXXXXXXXXXXXXXXXXX";
    for (const [user, id, text] of [
      [UserName, unknown, `The Public Key with id ${unknown} cannot be found.`],
      ["bob", own, `User has no Public Key with id ${own}.`],
      ["ghost", own, "The user with name ghost cannot be found."],
    ] as const) {
      for (const call of callsOf(user, id)) expect(await refusalOf(call)).toBe(`404 NoSuchEntity: ${text}`);
    }
    expect(await refusalOf(iam.updateSSHPublicKey({ UserName, SSHPublicKeyId: own, Status: "Expired" }))).toBe(
      "400 InvalidInput: Operation does not support status Expired",
    );
  });

  it("is listed for the caller without a user name, who must be a user", async () => {
    const { iam, service, clock } = await startWithUsers();
    await iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody: body });
    const { AccessKey } = await iam.createAccessKey({ UserName });
    const keys = { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
    expect((await sdkClient(service, keys, clock).listSSHPublicKeys({})).SSHPublicKeys).toHaveLength(1);
    expect(await refusalOf(iam.listSSHPublicKeys({}))).toBe(
      "400 ValidationError: Must specify userName when calling with non-User credentials",
    );
  });

  it("counts toward a quota of five, prevents the deletion of its user, and follows a rename", async () => {
    const { iam } = await startWithUsers();
    for (let count = 0; count < 5; count++) await iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody: pemOf(2048) });
    expect(await refusalOf(iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody: body }))).toBe(
      "409 LimitExceeded: Cannot exceed quota for SSHPublicKeysPerUser: 5",
    );
    await iam.updateUser({ UserName, NewUserName: "eve" });
    const { SSHPublicKeys } = await iam.listSSHPublicKeys({ UserName: "eve" });
    expect(SSHPublicKeys?.map((key) => key.UserName)).toEqual(Array.from({ length: 5 }, () => "eve"));
    expect(await refusalOf(iam.deleteUser({ UserName: "eve" }))).toBe(
      "409 DeleteConflict: Cannot delete entity, must remove referenced objects first.",
    );
  });
});
