import type { EntityType, IAM, ManagedPolicyDetail, UserDetail } from "@aws-sdk/client-iam";
import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import { createDevice, enable } from "../authenticator.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";
import { allow, createPolicy } from "./managed-policies.ts";

/** Quotas that AWS does not raise on request. */
const fixed = {
  AccessKeysPerUserQuota: 2,
  GroupPolicySizeQuota: 5120,
  PolicySizeQuota: 6144,
  RolePolicySizeQuota: 10240,
  SigningCertificatesPerUserQuota: 2,
  UserPolicySizeQuota: 2048,
  VersionsPerPolicyQuota: 5,
};

/** Quotas that AWS can raise, but does not lower. */
const atLeast = {
  AssumeRolePolicySizeQuota: 2048,
  AttachedPoliciesPerGroupQuota: 10,
  AttachedPoliciesPerRoleQuota: 10,
  AttachedPoliciesPerUserQuota: 10,
  GlobalEndpointTokenVersion: 1,
  GroupsPerUserQuota: 10,
  GroupsQuota: 300,
  InstanceProfilesQuota: 1000,
  PoliciesQuota: 1500,
  PolicyVersionsInUseQuota: 10000,
  RolesQuota: 1000,
  ServerCertificatesQuota: 20,
  UsersQuota: 5000,
};

/** The quotas of a new account. */
export const newAccountQuotas = { ...fixed, ...atLeast };

const counts = [
  ...["AccountAccessKeysPresent", "AccountMFAEnabled", "AccountPasswordPresent", "AccountSigningCertificatesPresent"],
  ...["Groups", "InstanceProfiles", "MFADevices", "MFADevicesInUse", "Policies", "PolicyVersionsInUse", "Providers"],
  ...["Roles", "ServerCertificates", "Users"],
];

async function summary(iam: IAM): Promise<Readonly<Record<string, number>>> {
  return (await iam.getAccountSummary({})).SummaryMap ?? {};
}

/** The differences of the figures that change. */
async function changes({ iam }: Sandbox, act: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await summary(iam);
  await act();
  const differences = Object.entries(await summary(iam)).map(([key, value]) => [key, value - (before[key] ?? 0)]);
  return Object.fromEntries(differences.filter(([, difference]) => difference !== 0));
}

// "GetAccountSummary" (12): recorded on AWS, 2026-02.
export const accountSummaryScenarios: Scenarios = {
  "GetAccountSummary has 34 whole numbers, including the quotas of AWS": async ({ iam }) => {
    const map = await summary(iam);
    const keys = [...Object.keys(fixed), ...Object.keys(atLeast), ...counts];
    expect(keys).toHaveLength(34);
    expect(Object.keys(map).sort()).toEqual(keys.sort());
    expect(map).toMatchObject(fixed);
    for (const [key, least] of Object.entries(atLeast)) {
      expect([key, Math.min(map[key] ?? 0, least)]).toEqual([key, least]);
    }
    for (const key of counts) expect([key, map[key]]).toEqual([key, expect.any(Number)]);
  },

  "GetAccountSummary counts users, groups and providers": async (box) => {
    const { iam, name, path } = box;
    const differences = await changes(box, async () => {
      await iam.createUser({ UserName: name("alice"), Path: path });
      await iam.createGroup({ GroupName: name("team"), Path: path });
      const Url = `https://${name("idp")}.example.com`;
      await iam.createOpenIDConnectProvider({ Url, ThumbprintList: ["c".repeat(40)] });
    });
    expect(differences).toEqual({ Users: 1, Groups: 1, Providers: 1 });
  },

  "GetAccountSummary counts policies of the account, and those in use": async (box) => {
    const { iam, name, path } = box;
    const UserName = name("alice");
    await iam.createUser({ UserName, Path: path });
    let PolicyArn = "";
    const created = await changes(box, async () => {
      PolicyArn = await createPolicy(box, "read");
    });
    expect(created).toEqual({ Policies: 1 });
    const attached = await changes(box, () => iam.attachUserPolicy({ UserName, PolicyArn }));
    expect(attached).toEqual({ PolicyVersionsInUse: 1 });
    // Captured from AWS, 2026-09.
    const added = await changes(box, () => iam.createPolicyVersion({ PolicyArn, PolicyDocument: allow() }));
    expect(added).toEqual({});
  },

  "GetAccountSummary counts a device when it is created, and in use when it is enabled": async (box) => {
    const UserName = box.name("alice");
    await box.iam.createUser({ UserName, Path: box.path });
    const enabled = await changes(box, async () => enable(box, UserName, await createDevice(box, "phone")));
    expect(enabled).toEqual({ MFADevices: 1, MFADevicesInUse: 1 });
    expect(await changes(box, () => createDevice(box, "spare"))).toEqual({ MFADevices: 1 });
  },
};

/** The details of this sandbox's users and groups, from all pages. */
async function details({ iam, path }: Sandbox) {
  const [users, groups]: [UserDetail[], object[]] = [[], []];
  for (let Marker: string | undefined; ; ) {
    const page = await iam.getAccountAuthorizationDetails({ Filter: ["User", "Group"], Marker });
    users.push(...(page.UserDetailList ?? []).filter((user) => user.Path === path));
    groups.push(...(page.GroupDetailList ?? []).filter((group) => group.Path === path));
    if (page.IsTruncated !== true) return { users, groups };
    Marker = page.Marker;
  }
}

// "GetAccountAuthorizationDetails" (13): recorded on AWS, 2026-02; the refusals captured from AWS, 2026-09.
export const authorizationDetailsScenarios: Scenarios = {
  "GetAccountAuthorizationDetails always returns four lists, which are empty if filtered out": async ({ iam }) => {
    const { $metadata, Marker, ...answer } = await iam.getAccountAuthorizationDetails({ Filter: ["Group"] });
    const lists = { UserDetailList: [], RoleDetailList: [], Policies: [] };
    expect(answer).toEqual({
      ...lists,
      GroupDetailList: expect.any(Array),
      IsTruncated: Marker !== undefined,
    });
  },

  "a UserDetail names groups, and has empty Tags but no UserPolicyList if there are none": async (box) => {
    const { iam, name, path } = box;
    const [UserName, GroupName] = [name("alice"), name("team")];
    const { User } = await iam.createUser({ UserName, Path: path });
    await iam.createGroup({ GroupName, Path: path });
    await iam.addUserToGroup({ UserName, GroupName });
    const { users } = await details(box);
    expect(users).toEqual([{ ...User, GroupList: [GroupName], AttachedManagedPolicies: [], Tags: [] }]);
  },

  "GetAccountAuthorizationDetails rejects an unknown kind in the filter, and lists the allowed ones": async ({
    iam,
  }) => {
    const kind: string = "user";
    expect(await refusalOf(iam.getAccountAuthorizationDetails({ Filter: [kind as EntityType] }))).toBe(
      "400 ValidationError: 1 validation error detected: Value at 'filter' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [LocalManagedPolicy, User, AWSManagedPolicy, Role, Group]]",
    );
  },

  "GetAccountAuthorizationDetails rejects an invalid marker and one of another filter with its own text": async (
    box,
  ) => {
    const { iam, name, path } = box;
    const mismatch = "400 ValidationError: Marker and Filter do not match";
    const next = (Marker: string | undefined) =>
      refusalOf(iam.getAccountAuthorizationDetails({ Filter: ["Group"], Marker }));
    expect(await next("not-an-aws-marker")).toBe(mismatch);
    for (const label of ["a", "b"]) await iam.createUser({ UserName: name(label), Path: path });
    const { Marker } = await iam.getAccountAuthorizationDetails({ Filter: ["User"], MaxItems: 1 });
    expect(Marker).toBeDefined();
    expect(await next(Marker)).toBe(mismatch);
  },

  // Captured from AWS, 2026-09.
  "the details contain all local policies, and policies of AWS only if they are in use": async (box) => {
    const { iam, name, path } = box;
    const PolicyArn = await createPolicy(box, "unused");
    const PermissionsBoundary = "arn:aws:iam::aws:policy/job-function/Billing";
    await iam.createUser({ UserName: name("alice"), Path: path, PermissionsBoundary });
    const found: ManagedPolicyDetail[] = [];
    for (let Marker: string | undefined; ; ) {
      const page = await iam.getAccountAuthorizationDetails({
        Filter: ["AWSManagedPolicy", "LocalManagedPolicy"],
        Marker,
      });
      found.push(...(page.Policies ?? []));
      if (page.IsTruncated !== true) break;
      Marker = page.Marker;
    }
    const local = found.find(({ Arn }) => Arn === PolicyArn);
    expect(local).not.toHaveProperty("Description");
    expect(local?.PolicyVersionList?.map(({ VersionId }) => VersionId)).toEqual(["v1"]);
    const billing = found.find(({ Arn }) => Arn === PermissionsBoundary);
    expect(billing?.PermissionsBoundaryUsageCount).toBeGreaterThan(0);
    for (const { AttachmentCount = 0, PermissionsBoundaryUsageCount = 0, Arn = "" } of found) {
      const isInUse = AttachmentCount + PermissionsBoundaryUsageCount > 0;
      expect([Arn, isInUse || !Arn.startsWith("arn:aws:iam::aws:")]).toEqual([Arn, true]);
    }
  },

  "details of users and groups contain their inline and attached policies": async (box) => {
    const { iam, name, path } = box;
    const [UserName, GroupName, PolicyName, PolicyDocument] = [name("alice"), name("team"), "read", allow()];
    await iam.createUser({ UserName, Path: path });
    await iam.createGroup({ GroupName, Path: path });
    const PolicyArn = await createPolicy(box, "managed");
    await iam.putUserPolicy({ UserName, PolicyName, PolicyDocument });
    await iam.putGroupPolicy({ GroupName, PolicyName, PolicyDocument });
    await iam.attachUserPolicy({ UserName, PolicyArn });
    await iam.attachGroupPolicy({ GroupName, PolicyArn });
    const { users, groups } = await details(box);
    const inline = [{ PolicyName, PolicyDocument: encodeURIComponent(PolicyDocument).replaceAll("*", "%2A") }];
    const AttachedManagedPolicies = [{ PolicyName: name("managed"), PolicyArn }];
    expect(users).toMatchObject([{ UserPolicyList: inline, AttachedManagedPolicies }]);
    expect(groups).toMatchObject([{ GroupPolicyList: inline, AttachedManagedPolicies }]);
  },

  "a GroupDetail has an empty GroupPolicyList, and no members": async (box) => {
    const { Group } = await box.iam.createGroup({ GroupName: box.name("team"), Path: box.path });
    const { groups } = await details(box);
    expect(groups).toEqual([{ ...Group, AttachedManagedPolicies: [], GroupPolicyList: [] }]);
  },
};
