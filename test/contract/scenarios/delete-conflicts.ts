import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import { makeCertificate } from "../../support/certificates.ts";
import { createDevice, enable } from "../authenticator.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";
import { allow } from "./managed-policies.ts";
import { publicKeyPem } from "./ssh-public-keys.ts";

/**
 * What blocks a deletion, by IAM's message. Reported from AWS (issues of ACK, aws-nuke, userplex and others). The text about MFA
 * devices was captured from AWS in 2026-09. The user had an access key too.
 */
const blockers: Record<string, (box: Sandbox, UserName: string) => Promise<unknown>> = {
  "delete access keys first.": ({ iam }, UserName) => iam.createAccessKey({ UserName }),
  "delete login profile first.": ({ iam, name }, UserName) =>
    iam.createLoginProfile({ UserName, Password: `Secret-${name("1")}!aB` }),
  "remove tokens from principal first.": async (box, UserName) =>
    enable(box, UserName, await createDevice(box, "phone")),
  // Recorded on AWS, 2026-02, this and the next one.
  "detach all policies first.": ({ iam }, UserName) =>
    iam.attachUserPolicy({ UserName, PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }),
  "delete policies first.": ({ iam }, UserName) =>
    iam.putUserPolicy({ UserName, PolicyName: "read", PolicyDocument: allow() }),
  // Reported from AWS; for service-specific credentials recorded on AWS, 2026-02.
  "remove referenced objects first.": ({ iam }, UserName) =>
    iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody: publicKeyPem() }),
  "delete certificates first.": ({ iam }, UserName) =>
    iam.uploadSigningCertificate({ UserName, CertificateBody: makeCertificate().pem }),
  "remove users from group first.": async ({ iam, name, path }, UserName) => {
    await iam.createGroup({ GroupName: name("team"), Path: path });
    await iam.addUserToGroup({ UserName, GroupName: name("team") });
  },
};

const oneBlocker: Scenarios = Object.fromEntries(
  Object.entries(blockers).map(([tail, block]) => [
    `DeleteUser refuses with "Cannot delete entity, must ${tail}"`,
    async (box: Sandbox) => {
      const UserName = box.name("alice");
      await box.iam.createUser({ UserName, Path: box.path });
      await block(box, UserName);
      const refusal = await refusalOf(box.iam.deleteUser({ UserName }));
      expect(refusal).toBe(`409 DeleteConflict: Cannot delete entity, must ${tail}`);
      expect((await box.iam.getUser({ UserName })).User?.UserName).toBe(UserName);
    },
  ]),
);

export const deleteConflictScenarios: Scenarios = {
  ...oneBlocker,

  "DeleteUser names the MFA device if the user also has an access key": async (box) => {
    const UserName = box.name("alice");
    await box.iam.createUser({ UserName, Path: box.path });
    await box.iam.createAccessKey({ UserName });
    await enable(box, UserName, await createDevice(box, "phone"));
    expect(await refusalOf(box.iam.deleteUser({ UserName }))).toBe(
      "409 DeleteConflict: Cannot delete entity, must remove tokens from principal first.",
    );
  },
};
