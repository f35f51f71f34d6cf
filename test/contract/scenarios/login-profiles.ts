import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

async function createUser({ iam, name, path }: Sandbox) {
  const UserName = name("alice");
  await iam.createUser({ UserName, Path: path });
  return { UserName, Password: `Secret-${name("1")}!aB` };
}

// Login profiles: recorded on AWS, 2026-02, unless a comment says otherwise.
export const loginProfileScenarios: Scenarios = {
  "a login profile has name, date and PasswordResetRequired, even if that is false": async (box) => {
    const { UserName, Password } = await createUser(box);
    const profile = { UserName, CreateDate: expect.any(Date), PasswordResetRequired: false };
    expect((await box.iam.createLoginProfile({ UserName, Password })).LoginProfile).toEqual(profile);
    expect((await box.iam.getLoginProfile({ UserName })).LoginProfile).toEqual(profile);
  },

  "a user has at most one login profile": async (box) => {
    const input = await createUser(box);
    await box.iam.createLoginProfile(input);
    expect(await refusalOf(box.iam.createLoginProfile(input))).toBe(
      `409 EntityAlreadyExists: Login Profile for user ${input.UserName} already exists.`,
    );
  },

  "the error about a missing login profile names the user, with a capital User": async (box) => {
    const { UserName, Password } = await createUser(box);
    const refusal = `404 NoSuchEntity: Login Profile for User ${UserName} cannot be found.`;
    expect(await refusalOf(box.iam.getLoginProfile({ UserName }))).toBe(refusal);
    expect(await refusalOf(box.iam.updateLoginProfile({ UserName, Password }))).toBe(refusal);
    expect(await refusalOf(box.iam.deleteLoginProfile({ UserName }))).toBe(refusal);
  },

  // Reported from AWS.
  "a password that is too short violates the policy": async (box) => {
    const { UserName } = await createUser(box);
    expect(await refusalOf(box.iam.createLoginProfile({ UserName, Password: "aB1!" }))).toBe(
      "400 PasswordPolicyViolation: Password does not conform to the account password policy.",
    );
  },
};
