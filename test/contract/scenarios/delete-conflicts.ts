import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import { createDevice, enable } from "../authenticator.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

/** Reported from AWS (issues of ACK, aws-nuke, userplex and others): what blocks, and what IAM says to it. */
const blockers: Record<string, (box: Sandbox, UserName: string) => Promise<unknown>> = {
  "delete access keys first.": ({ iam }, UserName) => iam.createAccessKey({ UserName }),
  "delete login profile first.": ({ iam, name }, UserName) =>
    iam.createLoginProfile({ UserName, Password: `Secret-${name("1")}!aB` }),
  "delete MFA device first.": async (box, UserName) => enable(box, UserName, await createDevice(box, "phone")),
  "remove users from group first.": async ({ iam, name, path }, UserName) => {
    await iam.createGroup({ GroupName: name("team"), Path: path });
    await iam.addUserToGroup({ UserName, GroupName: name("team") });
  },
};

export const deleteConflictScenarios: Scenarios = Object.fromEntries(
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
