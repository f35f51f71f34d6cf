import type { EntityType } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { codeAt, stepAt } from "../../../src/embedded-iam/totp.ts";
import { newAccountQuotas } from "../../contract/scenarios/account.ts";
import { messageIn, names, refusalOf, startService } from "../test-service.ts";
import { allow, holderKinds, holders } from "./policies/policy-scene.ts";

describe("GetAccountSummary", () => {
  it("has the quotas of a new account at AWS, and no entities at first", async () => {
    const { iam } = await startService();
    const { SummaryMap = {} } = await iam.getAccountSummary({});
    const none = Object.keys(SummaryMap).map((key) => [key, 0]);
    expect(SummaryMap).toEqual({ ...Object.fromEntries(none), ...newAccountQuotas });
  });

  it("has AWS's 34 keys and counts the entities", async () => {
    const { iam, clock } = await startService();
    const before = (await iam.getAccountSummary({})).SummaryMap ?? {};
    expect(Object.keys(before)).toHaveLength(34);
    await iam.createUser({ UserName: "alice" });
    await iam.createGroup({ GroupName: "g" });
    await iam.createOpenIDConnectProvider({ Url: "https://a.example" });
    await iam.createVirtualMFADevice({ VirtualMFADeviceName: "spare" });
    const { VirtualMFADevice } = await iam.createVirtualMFADevice({ VirtualMFADeviceName: "phone" });
    const seed = Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString();
    await iam.enableMFADevice({
      UserName: "alice",
      SerialNumber: VirtualMFADevice?.SerialNumber,
      AuthenticationCode1: codeAt(seed, stepAt(clock.now)),
      AuthenticationCode2: codeAt(seed, stepAt(clock.now) + 1),
    });
    const after = (await iam.getAccountSummary({})).SummaryMap ?? {};
    const changed = Object.entries(after).filter(([key, value]) =>
      Object.entries(before).every(([k, v]) => k !== key || v !== value),
    );
    expect(Object.fromEntries(changed)).toEqual({
      Users: 1,
      Groups: 1,
      Providers: 1,
      MFADevices: 2,
      MFADevicesInUse: 1,
    });
  });
});

describe("the counts of policies in GetAccountSummary", () => {
  it("are of the account's policies, and of those in use, which count once each", async () => {
    const { iam } = await startService();
    const counts = async () => {
      const { SummaryMap = {} } = await iam.getAccountSummary({});
      return [SummaryMap.Policies, SummaryMap.PolicyVersionsInUse];
    };
    expect(await counts()).toEqual([0, 0]);
    const { Policy } = await iam.createPolicy({ PolicyName: "p", PolicyDocument: allow() });
    await iam.createPolicyVersion({ PolicyArn: Policy?.Arn, PolicyDocument: allow() });
    expect(await counts()).toEqual([1, 0]);
    await iam.createUser({ UserName: "alice", PermissionsBoundary: Policy?.Arn });
    await iam.attachUserPolicy({ UserName: "alice", PolicyArn: Policy?.Arn });
    await iam.attachUserPolicy({ UserName: "alice", PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" });
    expect(await counts()).toEqual([1, 2]);
  });
});

describe("GetAccountAuthorizationDetails", () => {
  const tag = (Key: string) => ({ Key, Value: "v" });

  async function startFilled() {
    const { iam } = await startService();
    const boundary = "arn:aws:iam::aws:policy/PowerUserAccess";
    for (const UserName of names("u", 3)) await iam.createUser({ UserName });
    await iam.putUserPermissionsBoundary({ UserName: "u-001", PermissionsBoundary: boundary });
    await iam.tagUser({ UserName: "u-001", Tags: [tag("b"), tag("A"), tag("c")] });
    for (const GroupName of names("g", 3)) await iam.createGroup({ GroupName });
    for (const GroupName of ["g-002", "g-000"]) await iam.addUserToGroup({ GroupName, UserName: "u-001" });
    return iam;
  }

  it("returns all four lists, users with tags, groups and boundary", async () => {
    const iam = await startFilled();
    const { UserDetailList, GroupDetailList, RoleDetailList, Policies, IsTruncated } =
      await iam.getAccountAuthorizationDetails({});
    expect([RoleDetailList, IsTruncated]).toEqual([[], false]);
    expect(Policies?.map(({ PolicyName }) => PolicyName)).toEqual(["PowerUserAccess"]);
    expect(UserDetailList?.[1]).toMatchObject({
      UserName: "u-001",
      GroupList: ["g-000", "g-002"],
      Tags: [tag("A"), tag("b"), tag("c")],
      AttachedManagedPolicies: [],
      PermissionsBoundary: { PermissionsBoundaryType: "Policy" },
    });
    expect(UserDetailList?.[0]).toMatchObject({ UserName: "u-000", GroupList: [], Tags: [] });
    expect(UserDetailList?.[0]).not.toHaveProperty("UserPolicyList");
    expect(GroupDetailList?.[0]).toMatchObject({
      GroupName: "g-000",
      GroupPolicyList: [],
      AttachedManagedPolicies: [],
    });
  });

  it("applies one page size and one marker to all lists", async () => {
    const iam = await startFilled();
    for (const RoleName of names("r", 2)) await holders.role(iam).create(RoleName);
    for (const PolicyName of names("p", 3)) await iam.createPolicy({ PolicyName, PolicyDocument: allow() });
    const seen: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await iam.getAccountAuthorizationDetails({ MaxItems: 2, Marker });
      const items = [
        ...(page.UserDetailList ?? []).map((user) => user.UserName),
        ...(page.RoleDetailList ?? []).map((role) => role.RoleName),
        ...(page.GroupDetailList ?? []).map((group) => group.GroupName),
        ...(page.Policies ?? []).map((policy) => policy.PolicyName),
      ];
      expect(items).toHaveLength(2);
      seen.push(...items);
      Marker = page.Marker;
    } while (Marker !== undefined);
    const policies = [...names("p", 3), "PowerUserAccess"];
    expect(seen).toEqual([...names("u", 3), ...names("r", 2), ...names("g", 3), ...policies]);
  });

  it("omits the kinds outside the filter, and binds markers to the filter", async () => {
    const iam = await startFilled();
    const groups = await iam.getAccountAuthorizationDetails({ Filter: ["Group"], MaxItems: 2 });
    expect([groups.UserDetailList?.length, groups.GroupDetailList?.length, groups.IsTruncated]).toEqual([0, 2, true]);
    const roles = await iam.getAccountAuthorizationDetails({ Filter: ["Role", "LocalManagedPolicy"] });
    expect([roles.UserDetailList, roles.GroupDetailList]).toEqual([[], []]);
    const mismatch = "400 ValidationError: Marker and Filter do not match";
    const next = (Filter?: EntityType[], Marker = groups.Marker) =>
      refusalOf(iam.getAccountAuthorizationDetails({ Filter, Marker }));
    expect(await next()).toBe(mismatch);
    expect(await next(["User", "Group"])).toBe(mismatch);
    expect(await next(["Group"], "not-a-marker")).toBe(mismatch);
    expect(await next(["Group", "Group"])).toBe("no refusal");
  });

  it("returns inline and attached policies of users, roles and groups", async () => {
    const { iam } = await startService();
    const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
    for (const kind of holderKinds) {
      const holder = holders[kind](iam);
      await holder.create("x");
      await holder.put("x", "Read", allow());
      await holder.attach("x", PolicyArn);
    }
    const details = await iam.getAccountAuthorizationDetails({ Filter: ["User", "Role", "Group"] });
    const AttachedManagedPolicies = [{ PolicyName: "AdministratorAccess", PolicyArn }];
    const inline = [{ PolicyName: "Read", PolicyDocument: encodeURIComponent(allow()).replaceAll("*", "%2A") }];
    expect(details.UserDetailList?.[0]).toMatchObject({ UserPolicyList: inline, AttachedManagedPolicies });
    expect(details.GroupDetailList?.[0]).toMatchObject({ GroupPolicyList: inline, AttachedManagedPolicies });
    expect(details.RoleDetailList?.[0]).toMatchObject({ RolePolicyList: inline, AttachedManagedPolicies });
    expect(details.Policies).toEqual([]);
  });

  it("returns all policies of the account, and those of AWS that are in use, with their versions", async () => {
    const { iam } = await startService();
    const { Policy } = await iam.createPolicy({ PolicyName: "p", PolicyDocument: allow(), Description: "x" });
    await iam.createPolicyVersion({ PolicyArn: Policy?.Arn, PolicyDocument: allow("s3:Two"), SetAsDefault: true });
    await iam.createUser({ UserName: "alice", PermissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess" });
    const { Policies = [] } = await iam.getAccountAuthorizationDetails({});
    const encoded = (text: string) => encodeURIComponent(text).replaceAll("*", "%2A");
    expect(Policies[0]).toEqual({
      ...Policy,
      DefaultVersionId: "v2",
      PolicyVersionList: [
        { VersionId: "v2", IsDefaultVersion: true, CreateDate: Policy?.CreateDate, Document: encoded(allow("s3:Two")) },
        { VersionId: "v1", IsDefaultVersion: false, CreateDate: Policy?.CreateDate, Document: encoded(allow()) },
      ],
    });
    expect(Policies[1]).toMatchObject({
      PolicyName: "ReadOnlyAccess",
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 1,
    });
    expect(Policies).toHaveLength(2);
    for (const [Filter, count] of [
      [["LocalManagedPolicy"], 1],
      [["AWSManagedPolicy"], 1],
      [["User"], 0],
    ] as const) {
      const filtered = await iam.getAccountAuthorizationDetails({ Filter: [...Filter] });
      expect([Filter, filtered.Policies?.length]).toEqual([Filter, count]);
    }
  });

  it("treats a missing filter like a filter of all kinds, also for a marker", async () => {
    const iam = await startFilled();
    const { Marker } = await iam.getAccountAuthorizationDetails({ MaxItems: 2 });
    const Filter: EntityType[] = ["AWSManagedPolicy", "Group", "LocalManagedPolicy", "Role", "User"];
    const rest = await iam.getAccountAuthorizationDetails({ Filter, Marker });
    expect([rest.UserDetailList?.length, rest.GroupDetailList?.length]).toEqual([1, 3]);
  });

  it.each(["Unknown", "user"])("rejects the filter %s and lists the allowed kinds", async (kind) => {
    const { wire } = await startService();
    const { status, xml } = await wire({ Action: "GetAccountAuthorizationDetails", "Filter.member.1": kind });
    expect([status, messageIn(xml)]).toEqual([
      400,
      "1 validation error detected: Value at 'filter' failed to satisfy constraint: Member must satisfy constraint: " +
        "[Member must satisfy enum value set: [LocalManagedPolicy, User, AWSManagedPolicy, Role, Group]]",
    ]);
  });
});
