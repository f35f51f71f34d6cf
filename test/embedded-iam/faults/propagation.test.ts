import type { IAM } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { operations } from "../../../src/iam-model/operations/index.ts";
import { account, administrator, allow } from "../operations/policies/policy-scene.ts";
import { refusalOf, startService } from "../test-service.ts";

const [UserName, GroupName, RoleName] = ["ana", "dev", "app"];
const [InstanceProfileName, PolicyName] = ["web", "Read"];
const PolicyArn = `${account}:policy/Read`;
const PolicyDocument = allow();

const trust = (service: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" },
  });

/** The reads of roles, instance profiles, policies and the alias. */
const reads: Readonly<Record<string, (iam: IAM) => Promise<object>>> = {
  GetAccountAuthorizationDetails: (iam) => iam.getAccountAuthorizationDetails({}),
  GetAccountSummary: (iam) => iam.getAccountSummary({}),
  GetGroupPolicy: (iam) => iam.getGroupPolicy({ GroupName, PolicyName }),
  GetInstanceProfile: (iam) => iam.getInstanceProfile({ InstanceProfileName }),
  GetPolicy: (iam) => iam.getPolicy({ PolicyArn }),
  GetPolicyVersion: (iam) => iam.getPolicyVersion({ PolicyArn, VersionId: "v2" }),
  GetRole: (iam) => iam.getRole({ RoleName }),
  GetRolePolicy: (iam) => iam.getRolePolicy({ RoleName, PolicyName }),
  GetUserPolicy: (iam) => iam.getUserPolicy({ UserName, PolicyName }),
  ListAccountAliases: (iam) => iam.listAccountAliases({}),
  ListAttachedGroupPolicies: (iam) => iam.listAttachedGroupPolicies({ GroupName }),
  ListAttachedRolePolicies: (iam) => iam.listAttachedRolePolicies({ RoleName }),
  ListAttachedUserPolicies: (iam) => iam.listAttachedUserPolicies({ UserName }),
  ListEntitiesForPolicy: (iam) => iam.listEntitiesForPolicy({ PolicyArn }),
  ListGroupPolicies: (iam) => iam.listGroupPolicies({ GroupName }),
  ListInstanceProfileTags: (iam) => iam.listInstanceProfileTags({ InstanceProfileName }),
  ListInstanceProfiles: (iam) => iam.listInstanceProfiles({}),
  ListInstanceProfilesForRole: (iam) => iam.listInstanceProfilesForRole({ RoleName }),
  ListPolicies: (iam) => iam.listPolicies({ Scope: "Local" }),
  ListPolicyTags: (iam) => iam.listPolicyTags({ PolicyArn }),
  ListPolicyVersions: (iam) => iam.listPolicyVersions({ PolicyArn }),
  ListRolePolicies: (iam) => iam.listRolePolicies({ RoleName }),
  ListRoleTags: (iam) => iam.listRoleTags({ RoleName }),
  ListRoles: (iam) => iam.listRoles({}),
  ListUserPolicies: (iam) => iam.listUserPolicies({ UserName }),
};

/** Writes that each change at least one read. Together they change all of them. */
const writes: readonly ((iam: IAM) => Promise<unknown>)[] = [
  (iam) => iam.updateRole({ RoleName, Description: "new", MaxSessionDuration: 7200 }),
  (iam) => iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: trust("lambda.amazonaws.com") }),
  (iam) => iam.putRolePermissionsBoundary({ RoleName, PermissionsBoundary: administrator }),
  (iam) => iam.tagRole({ RoleName, Tags: [{ Key: "a", Value: "2" }] }),
  (iam) => iam.createRole({ RoleName: "new", AssumeRolePolicyDocument: trust("ec2.amazonaws.com") }),
  (iam) => iam.tagInstanceProfile({ InstanceProfileName, Tags: [{ Key: "a", Value: "2" }] }),
  (iam) => iam.createInstanceProfile({ InstanceProfileName: "new" }),
  (iam) => iam.addRoleToInstanceProfile({ InstanceProfileName: "new", RoleName }),
  (iam) => iam.createPolicyVersion({ PolicyArn, PolicyDocument: allow("s3:Put*"), SetAsDefault: true }),
  (iam) => iam.tagPolicy({ PolicyArn, Tags: [{ Key: "a", Value: "2" }] }),
  (iam) => iam.createPolicy({ PolicyName: "new", PolicyDocument }),
  (iam) => iam.attachUserPolicy({ UserName, PolicyArn }),
  (iam) => iam.attachGroupPolicy({ GroupName, PolicyArn }),
  (iam) => iam.attachRolePolicy({ RoleName, PolicyArn }),
  (iam) => iam.putUserPolicy({ UserName, PolicyName, PolicyDocument }),
  (iam) => iam.putGroupPolicy({ GroupName, PolicyName, PolicyDocument }),
  (iam) => iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument }),
  (iam) => iam.createAccountAlias({ AccountAlias: "new-alias" }),
];

async function startWithEntities() {
  const scene = await startService();
  const { iam } = scene;
  await iam.createUser({ UserName });
  await iam.createGroup({ GroupName });
  await iam.createRole({ RoleName, AssumeRolePolicyDocument: trust("ec2.amazonaws.com") });
  await iam.createInstanceProfile({ InstanceProfileName });
  await iam.createPolicy({ PolicyName, PolicyDocument });
  return scene;
}

/** Returns the responses of all reads, without the id of the call. Errors are texts. */
async function readAll(iam: IAM): Promise<Record<string, unknown>> {
  const responses: Record<string, unknown> = {};
  for (const [name, read] of Object.entries(reads)) {
    const refusal = await refusalOf(read(iam));
    responses[name] = refusal === "no refusal" ? { ...(await read(iam)), $metadata: undefined } : refusal;
  }
  return responses;
}

describe("propagation delay", () => {
  it("hides every write of roles, instance profiles, policies and the alias from every read, until it is over", async () => {
    const { clock, iam, service } = await startWithEntities();
    const before = await readAll(iam);
    service.setFaults({ propagationMs: 2000 });
    for (const write of writes) await write(iam);
    clock.now = new Date(clock.now.getTime() + 1999);
    expect(await readAll(iam)).toEqual(before);
    clock.now = new Date(clock.now.getTime() + 1);
    const after = await readAll(iam);
    service.setFaults({});
    expect(after).toEqual(await readAll(iam));
    const unchanged = Object.keys(reads).filter((name) => JSON.stringify(after[name]) === JSON.stringify(before[name]));
    expect(unchanged).toEqual([]);
  });

  it("is tested above for every read of these entities", () => {
    const concerned = /Role|InstanceProfile|Polic|Alias|AccountAuthorization|AccountSummary/;
    const others = ["GetAccountPasswordPolicy", "GetServiceLinkedRoleDeletionStatus"];
    const expected = Object.keys(operations).filter((name) => /^(?:Get|List)/.test(name) && concerned.test(name));
    expect(Object.keys(reads).toSorted()).toEqual(expected.filter((name) => !others.includes(name)).toSorted());
  });

  it("does not hide writes from other writes: conflicts and existing names are those of the present state", async () => {
    const { iam, service } = await startWithEntities();
    service.setFaults({ propagationMs: 60_000 });
    for (const write of writes) await write(iam);
    const input = { RoleName: "new", AssumeRolePolicyDocument: trust("ec2.amazonaws.com") };
    expect(await refusalOf(iam.createRole(input))).toContain("409 EntityAlreadyExists");
    expect(await refusalOf(iam.deletePolicy({ PolicyArn }))).toContain("409 DeleteConflict");
    expect(await refusalOf(iam.deleteRole({ RoleName }))).toContain("409 DeleteConflict");
    expect(await refusalOf(iam.deleteGroup({ GroupName }))).toContain("409 DeleteConflict");
    expect(await refusalOf(iam.deleteUser({ UserName }))).toContain("409 DeleteConflict");
    expect(await refusalOf(iam.detachRolePolicy({ RoleName, PolicyArn }))).toBe("no refusal");
    expect(await refusalOf(iam.detachRolePolicy({ RoleName, PolicyArn }))).toContain("404 NoSuchEntity");
  });

  it("keeps showing deleted roles, policies and attachments for the delay", async () => {
    const { clock, iam, service } = await startWithEntities();
    for (const write of writes) await write(iam);
    service.setFaults({ propagationMs: 1000 });
    const before = await readAll(iam);
    await iam.detachUserPolicy({ UserName, PolicyArn });
    await iam.deleteUserPolicy({ UserName, PolicyName });
    await iam.removeRoleFromInstanceProfile({ InstanceProfileName: "new", RoleName });
    await iam.deleteInstanceProfile({ InstanceProfileName: "new" });
    await iam.deleteRole({ RoleName: "new" });
    await iam.deletePolicy({ PolicyArn: `${account}:policy/new` });
    await iam.deleteAccountAlias({ AccountAlias: "new-alias" });
    expect(await readAll(iam)).toEqual(before);
    clock.now = new Date(clock.now.getTime() + 1000);
    expect((await iam.listRoles({})).Roles?.map((role) => role.RoleName)).toEqual([RoleName]);
    expect((await iam.listPolicies({ Scope: "Local" })).Policies?.map((policy) => policy.PolicyName)).toEqual([
      PolicyName,
    ]);
    expect((await iam.listAttachedUserPolicies({ UserName })).AttachedPolicies).toEqual([]);
    expect((await iam.listUserPolicies({ UserName })).PolicyNames).toEqual([]);
    expect((await iam.listInstanceProfiles({})).InstanceProfiles).toHaveLength(1);
    expect((await iam.listAccountAliases({})).AccountAliases).toEqual([]);
  });
});
