import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import type { Scenarios } from "../sandbox.ts";

const PermissionsBoundary = "arn:aws:iam::aws:policy/ReadOnlyAccess";
// The service model has only PermissionsBoundaryPolicy; AWS returns Policy.
const element = { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: PermissionsBoundary };

// "PutUserPermissionsBoundary" (7): recorded on AWS, 2026-02, the errors for roles.
export const permissionsBoundaryScenarios: Scenarios = {
  "GetUser and CreateUser return a boundary of type Policy, and ListUsers returns none": async ({
    iam,
    name,
    path,
  }) => {
    const UserName = name("alice");
    const { User } = await iam.createUser({ UserName, Path: path, PermissionsBoundary });
    expect(User?.PermissionsBoundary).toEqual(element);
    expect((await iam.getUser({ UserName })).User?.PermissionsBoundary).toEqual(element);
    const { Users = [] } = await iam.listUsers({ PathPrefix: path });
    expect(Users.map((user) => [user.UserName, "PermissionsBoundary" in user])).toEqual([[UserName, false]]);
  },

  "GetUser returns the boundary until it is deleted": async ({ iam, name, path }) => {
    const UserName = name("alice");
    await iam.createUser({ UserName, Path: path });
    await iam.putUserPermissionsBoundary({ UserName, PermissionsBoundary });
    expect((await iam.getUser({ UserName })).User?.PermissionsBoundary).toEqual(element);
    await iam.deleteUserPermissionsBoundary({ UserName });
    expect((await iam.getUser({ UserName })).User).not.toHaveProperty("PermissionsBoundary");
  },

  // Captured from AWS, 2026-09: the code alone.
  "a missing boundary cannot be deleted": async ({ iam, name, path }) => {
    const UserName = name("alice");
    await iam.createUser({ UserName, Path: path });
    expect(await refusalOf(iam.deleteUserPermissionsBoundary({ UserName }))).toMatch(/^404 NoSuchEntity: /);
  },

  "the boundary's ARN must be of a policy": async ({ iam, name, path, accountId }) => {
    const UserName = name("alice");
    const noPolicy = `arn:aws:iam::${accountId}:user${path}${UserName}`;
    const refusal = `400 InvalidInput: ARN ${noPolicy} is not valid.`;
    expect(await refusalOf(iam.createUser({ UserName, Path: path, PermissionsBoundary: noPolicy }))).toBe(refusal);
    await iam.createUser({ UserName, Path: path });
    expect(await refusalOf(iam.putUserPermissionsBoundary({ UserName, PermissionsBoundary: noPolicy }))).toBe(refusal);
  },

  "a policy that does not exist cannot be a boundary": async ({ iam, name, path, accountId }) => {
    const UserName = name("alice");
    await iam.createUser({ UserName, Path: path });
    const arn = `arn:aws:iam::${accountId}:policy/${name("no-policy")}`;
    expect(await refusalOf(iam.putUserPermissionsBoundary({ UserName, PermissionsBoundary: arn }))).toBe(
      `404 NoSuchEntity: Scope ARN: ${arn} does not exist or is not attachable.`,
    );
  },

  "a user with a boundary can be deleted": async ({ iam, name, path }) => {
    const UserName = name("alice");
    await iam.createUser({ UserName, Path: path, PermissionsBoundary, Tags: [{ Key: "a", Value: "b" }] });
    expect(await refusalOf(iam.deleteUser({ UserName }))).toBe("no refusal");
  },
};
