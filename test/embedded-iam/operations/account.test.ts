import type { EntityType } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { codeAt, stepAt } from "../../../src/embedded-iam/totp.ts";
import { newAccountQuotas } from "../../contract/scenarios/account.ts";
import { messageIn, names, refusalOf, startService } from "../test-service.ts";

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
    expect([RoleDetailList, Policies, IsTruncated]).toEqual([[], [], false]);
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
    const seen: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await iam.getAccountAuthorizationDetails({ MaxItems: 2, Marker });
      const items = [
        ...(page.UserDetailList ?? []).map((user) => user.UserName),
        ...(page.GroupDetailList ?? []).map((group) => group.GroupName),
      ];
      expect(items).toHaveLength(2);
      seen.push(...items);
      Marker = page.Marker;
    } while (Marker !== undefined);
    expect(seen).toEqual([...names("u", 3), ...names("g", 3)]);
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
