import { expect } from "vitest";
import { trust } from "../../embedded-iam/operations/roles/role-scene.ts";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

export const trustEc2 = trust({ Service: "ec2.amazonaws.com" });
const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";

/** Creates a role in the sandbox and returns its name. */
export async function createRole({ iam, name, path }: Sandbox, label = "app"): Promise<string> {
  const RoleName = name(label);
  await iam.createRole({ RoleName, Path: path, AssumeRolePolicyDocument: trustEc2 });
  return RoleName;
}

// Roles: recorded on AWS, 2026-02, except where a comment says more.
export const roleScenarios: Scenarios = {
  "CreateRole returns neither description nor duration, and GetRole returns both": async ({ iam, name, path }) => {
    const role = { RoleName: name("app"), Path: path, AssumeRolePolicyDocument: trustEc2 };
    const { Role } = await iam.createRole({ ...role, Description: "Runs", MaxSessionDuration: 7200 });
    for (const absent of ["Description", "MaxSessionDuration", "RoleLastUsed", "Tags"]) {
      expect(Role).not.toHaveProperty(absent);
    }
    const stored = (await iam.getRole({ RoleName: role.RoleName })).Role;
    expect(stored).toMatchObject({ Description: "Runs", MaxSessionDuration: 7200, RoleLastUsed: {} });
  },

  "GetRole ignores case, and ListRoles has no tags, boundary and last use": async ({ iam, name, path, accountId }) => {
    const RoleName = name("App");
    const Tags = [{ Key: "Team", Value: "a" }];
    const role = { RoleName, Path: path, AssumeRolePolicyDocument: trustEc2 };
    await iam.createRole({ ...role, PermissionsBoundary: readOnly, Tags });
    expect((await iam.getRole({ RoleName: RoleName.toUpperCase() })).Role).toMatchObject({
      RoleName,
      Arn: `arn:aws:iam::${accountId}:role${path}${RoleName}`,
      PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: readOnly },
      Tags,
    });
    const { Roles = [] } = await iam.listRoles({ PathPrefix: path.slice(0, -1) });
    expect(Roles).toMatchObject([{ RoleName, MaxSessionDuration: 3600 }]);
    for (const absent of ["Tags", "PermissionsBoundary", "RoleLastUsed"]) expect(Roles[0]).not.toHaveProperty(absent);
  },

  "an existing and an unknown role are reported by their names": async (box) => {
    const RoleName = await createRole(box);
    const role = { RoleName, AssumeRolePolicyDocument: trustEc2 };
    expect(await refusalOf(box.iam.createRole(role))).toBe(
      `409 EntityAlreadyExists: Role with name ${RoleName} already exists.`,
    );
    expect(await refusalOf(box.iam.getRole({ RoleName: "no-such-role" }))).toBe(
      "404 NoSuchEntity: The role with name no-such-role cannot be found.",
    );
  },

  // The empty description: captured from AWS, 2026-09.
  "UpdateRole keeps what it does not name, and an empty description removes it": async (box) => {
    const RoleName = await createRole(box);
    await box.iam.updateRole({ RoleName, Description: "one", MaxSessionDuration: 7200 });
    await box.iam.updateRole({ RoleName });
    const read = async () => (await box.iam.getRole({ RoleName })).Role;
    expect(await read()).toMatchObject({ Description: "one", MaxSessionDuration: 7200 });
    await box.iam.updateRole({ RoleName, Description: "" });
    expect(await read()).not.toHaveProperty("Description");
    expect((await read())?.MaxSessionDuration).toBe(7200);
  },

  "UpdateRoleDescription returns the role with its description": async (box) => {
    const RoleName = await createRole(box);
    const { Role } = await box.iam.updateRoleDescription({ RoleName, Description: "new" });
    expect(Role).toMatchObject({ RoleName, Description: "new" });
    expect(Role).not.toHaveProperty("MaxSessionDuration");
  },

  "a boundary must be a policy that exists": async (box) => {
    const RoleName = await createRole(box);
    const put = (PermissionsBoundary: string) =>
      refusalOf(box.iam.putRolePermissionsBoundary({ RoleName, PermissionsBoundary }));
    const role = `arn:aws:iam::${box.accountId}:role${box.path}${RoleName}`;
    expect(await put(role)).toBe(`400 InvalidInput: ARN ${role} is not valid.`);
    const missing = `arn:aws:iam::${box.accountId}:policy/${box.name("none")}`;
    expect(await put(missing)).toBe(`404 NoSuchEntity: Scope ARN: ${missing} does not exist or is not attachable.`);
    expect(await put(readOnly)).toBe("no refusal");
    await box.iam.deleteRolePermissionsBoundary({ RoleName });
    // Captured from AWS, 2026-09: the code alone.
    expect(await refusalOf(box.iam.deleteRolePermissionsBoundary({ RoleName }))).toMatch(/^404 NoSuchEntity: /);
  },

  "a role with policies or an instance profile cannot be deleted": async (box) => {
    const RoleName = await createRole(box);
    const remove = () => refusalOf(box.iam.deleteRole({ RoleName }));
    const conflict = "409 DeleteConflict: Cannot delete entity, must";
    await box.iam.attachRolePolicy({ RoleName, PolicyArn: readOnly });
    expect(await remove()).toBe(`${conflict} detach all policies first.`);
    await box.iam.detachRolePolicy({ RoleName, PolicyArn: readOnly });
    const Statement = [{ Effect: "Allow", Action: "s3:*", Resource: "*" }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await box.iam.putRolePolicy({ RoleName, PolicyName: "inline", PolicyDocument });
    expect(await remove()).toBe(`${conflict} delete policies first.`);
    await box.iam.deleteRolePolicy({ RoleName, PolicyName: "inline" });
    const InstanceProfileName = box.name("machine");
    await box.iam.createInstanceProfile({ InstanceProfileName, Path: box.path });
    await box.iam.addRoleToInstanceProfile({ InstanceProfileName, RoleName });
    expect(await remove()).toBe(`${conflict} remove roles from instance profile first.`);
  },

  "tag keys of roles ignore case": async (box) => {
    const RoleName = await createRole(box);
    const tag = (...keys: readonly string[]) =>
      refusalOf(box.iam.tagRole({ RoleName, Tags: keys.map((Key) => ({ Key, Value: "" })) }));
    expect(await tag("Team", "team")).toBe(
      "400 InvalidInput: Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    );
    expect(await tag("Team")).toBe("no refusal");
    expect(await tag("team")).toBe("no refusal");
    expect((await box.iam.listRoleTags({ RoleName })).Tags).toEqual([{ Key: "team", Value: "" }]);
    await box.iam.untagRole({ RoleName, TagKeys: ["TEAM", "none"] });
    expect(await box.iam.listRoleTags({ RoleName })).toMatchObject({ Tags: [], IsTruncated: false });
  },
};
