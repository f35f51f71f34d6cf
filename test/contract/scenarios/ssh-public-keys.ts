import { generateKeyPairSync } from "node:crypto";
import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

/** A new RSA key in PEM format. */
export function publicKeyPem(modulusLength = 2048): string {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength });
  return publicKey.export({ type: "spki", format: "pem" }).toString();
}

async function createUser({ iam, name, path }: Sandbox, label = "alice"): Promise<string> {
  await iam.createUser({ UserName: name(label), Path: path });
  return name(label);
}

// SSH public keys: captured from AWS, 2026-09, except where a comment says more.
export const sshPublicKeyScenarios: Scenarios = {
  "a key is active, and the list shows neither its body nor its fingerprint": async (box) => {
    const UserName = await createUser(box);
    const { SSHPublicKey } = await box.iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody: publicKeyPem() });
    const { Fingerprint, SSHPublicKeyBody, ...metadata } = SSHPublicKey ?? {};
    expect(Fingerprint).toMatch(/^([\da-f]{2}:){15}[\da-f]{2}$/);
    expect(metadata).toMatchObject({ UserName, Status: "Active", SSHPublicKeyId: expect.stringMatching(/^APKA/) });
    expect((await box.iam.listSSHPublicKeys({ UserName })).SSHPublicKeys).toEqual([metadata]);
  },

  "a user has each key once": async (box) => {
    const UserName = await createUser(box);
    const upload = { UserName, SSHPublicKeyBody: publicKeyPem() };
    await box.iam.uploadSSHPublicKey(upload);
    expect(await refusalOf(box.iam.uploadSSHPublicKey(upload))).toBe(
      "400 DuplicateSSHPublicKey: Duplicate SSH public key uploaded.",
    );
  },

  "a text that is no key, and a short key, are refused": async (box) => {
    const UserName = await createUser(box);
    const upload = (SSHPublicKeyBody: string) => refusalOf(box.iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody }));
    expect(await upload("not a key")).toBe("400 UnrecognizedPublicKeyEncoding: Invalid public key uploaded.");
    expect(await upload(publicKeyPem(1024))).toBe("400 InvalidPublicKey: Invalid body for public key");
  },

  // The unknown id: recorded on AWS, 2026-02.
  "an unknown key and the key of another user have two texts": async (box) => {
    const [UserName, owner] = [await createUser(box), await createUser(box, "bob")];
    const { SSHPublicKey } = await box.iam.uploadSSHPublicKey({ UserName: owner, SSHPublicKeyBody: publicKeyPem() });
    const id = SSHPublicKey?.SSHPublicKeyId ?? "";
    const get = (SSHPublicKeyId: string) =>
      refusalOf(box.iam.getSSHPublicKey({ UserName, SSHPublicKeyId, Encoding: "SSH" }));
    const unknown = "APKAXXXXXXXXXXXXXXXXX";
    expect(await get(unknown)).toBe(`404 NoSuchEntity: The Public Key with id ${unknown} cannot be found.`);
    expect(await get(id)).toBe(`404 NoSuchEntity: User has no Public Key with id ${id}.`);
  },

  "a key cannot be set to Expired": async (box) => {
    const UserName = await createUser(box);
    const { SSHPublicKey } = await box.iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody: publicKeyPem() });
    const key = { UserName, SSHPublicKeyId: SSHPublicKey?.SSHPublicKeyId };
    expect(await refusalOf(box.iam.updateSSHPublicKey({ ...key, Status: "Expired" }))).toBe(
      "400 InvalidInput: Operation does not support status Expired",
    );
  },
};
