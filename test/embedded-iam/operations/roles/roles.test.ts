import { describe, expect, it } from "vitest";
import { refusalOf, startService } from "../../test-service.ts";
import { account, documentIn, trust, trustEc2 } from "./role-scene.ts";

const boundary = "arn:aws:iam::aws:policy/PowerUserAccess";

describe("CreateRole", () => {
  it("returns boundary and tags, and neither description nor duration", async () => {
    const { iam, wire } = await startService();
    const role = { RoleName: "Deploy", Path: "/ci/", AssumeRolePolicyDocument: trustEc2 };
    const Tags = [
      { Key: "b", Value: "1" },
      { Key: "a", Value: "2" },
    ];
    const settings = { Description: "Deploys", MaxSessionDuration: 7200, PermissionsBoundary: boundary, Tags };
    const { Role } = await iam.createRole({ ...role, ...settings });
    expect(Role).toEqual({
      Path: "/ci/",
      RoleName: "Deploy",
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
      Arn: `arn:aws:iam::${account}:role/ci/Deploy`,
      CreateDate: new Date("2026-03-01T10:00:00Z"),
      AssumeRolePolicyDocument: encodeURIComponent(trustEc2),
      PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: boundary },
      Tags,
    });
    const { xml } = await wire({ Action: "GetRole", RoleName: "Deploy" });
    const order = [...xml.matchAll(/<(\w+)[>/]/g)].map(([, name]) => name);
    expect(order.filter((name) => name !== "member" && name !== "Key" && name !== "Value")).toEqual([
      "GetRoleResult",
      "Role",
      "Path",
      "RoleName",
      "RoleId",
      "Arn",
      "CreateDate",
      "AssumeRolePolicyDocument",
      "Description",
      "MaxSessionDuration",
      "PermissionsBoundary",
      "PermissionsBoundaryType",
      "PermissionsBoundaryArn",
      "Tags",
      "RoleLastUsed",
      "ResponseMetadata",
      "RequestId",
    ]);
  });

  it("keeps the document verbatim, and encodes it as RFC 3986 says", async () => {
    const { iam, wire } = await startService();
    const document = `{ "Id": "a%20b*(é)'!~",\n\t${trustEc2.slice(1)}`;
    await iam.createRole({ RoleName: "app", AssumeRolePolicyDocument: document });
    const { xml } = await wire({ Action: "GetRole", RoleName: "app" });
    const [, encoded = ""] = /<AssumeRolePolicyDocument>(.*?)</.exec(xml) ?? [];
    expect(encoded).toMatch(/^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+$/);
    expect(encoded).toContain("a%2520b%2A%28%C3%A9%29%27%21~");
    expect(decodeURIComponent(encoded)).toBe(document);
  });

  it("rejects a name that exists, in any case and under any path", async () => {
    const { iam } = await startService();
    await iam.createRole({ RoleName: "app", AssumeRolePolicyDocument: trustEc2 });
    const again = { RoleName: "APP", Path: "/x/", AssumeRolePolicyDocument: trustEc2 };
    expect(await refusalOf(iam.createRole(again))).toBe("409 EntityAlreadyExists: Role with name APP already exists.");
  });

  it("rejects the path of service-linked roles", async () => {
    const { iam } = await startService();
    const role = { RoleName: "app", Path: "/aws-service-role/ec2/", AssumeRolePolicyDocument: trustEc2 };
    expect(await refusalOf(iam.createRole(role))).toMatch(/^400 InvalidInput: /);
  });

  it("rejects a boundary that is not a policy or does not exist", async () => {
    const { iam } = await startService();
    const create = (PermissionsBoundary: string) =>
      refusalOf(iam.createRole({ RoleName: "app", AssumeRolePolicyDocument: trustEc2, PermissionsBoundary }));
    const role = `arn:aws:iam::${account}:role/app`;
    expect(await create(role)).toBe(`400 InvalidInput: ARN ${role} is not valid.`);
    const policy = `arn:aws:iam::${account}:policy/none`;
    expect(await create(policy)).toBe(`404 NoSuchEntity: Scope ARN: ${policy} does not exist or is not attachable.`);
    expect((await iam.listRoles()).Roles).toEqual([]);
  });
});

describe("GetRole", () => {
  it("ignores the case of the name and returns all defaults", async () => {
    const { iam } = await startService();
    await iam.createRole({ RoleName: "app", AssumeRolePolicyDocument: trustEc2, Description: "" });
    const { Role } = await iam.getRole({ RoleName: "APP" });
    expect(Role).toMatchObject({ RoleName: "app", MaxSessionDuration: 3600, RoleLastUsed: {} });
    for (const absent of ["Description", "Tags", "PermissionsBoundary"]) expect(Role).not.toHaveProperty(absent);
  });

  it("of an unknown role quotes the name as given", async () => {
    const { iam } = await startService();
    const text = "404 NoSuchEntity: The role with name Ghost cannot be found.";
    expect(await refusalOf(iam.getRole({ RoleName: "Ghost" }))).toBe(text);
    expect(await refusalOf(iam.deleteRole({ RoleName: "Ghost" }))).toBe(text);
    expect(await refusalOf(iam.listRoleTags({ RoleName: "Ghost" }))).toBe(text);
    expect(await refusalOf(iam.listInstanceProfilesForRole({ RoleName: "Ghost" }))).toBe(text);
  });
});

describe("ListRoles", () => {
  it("returns description and duration, and neither tags, boundary nor last use", async () => {
    const { iam } = await startService();
    const role = { RoleName: "app", AssumeRolePolicyDocument: trustEc2, Description: "Runs" };
    await iam.createRole({ ...role, PermissionsBoundary: boundary, Tags: [{ Key: "a", Value: "" }] });
    const [listed] = (await iam.listRoles()).Roles ?? [];
    expect(listed).toMatchObject({ Description: "Runs", MaxSessionDuration: 3600 });
    for (const absent of ["RoleLastUsed", "Tags", "PermissionsBoundary"]) expect(listed).not.toHaveProperty(absent);
  });

  it("is sorted by name regardless of case, and filters by a plain path prefix", async () => {
    const { iam } = await startService();
    for (const RoleName of ["b", "A", "c"]) {
      await iam.createRole({ RoleName, Path: "/my/path/", AssumeRolePolicyDocument: trustEc2 });
    }
    await iam.createRole({ RoleName: "other", AssumeRolePolicyDocument: trustEc2 });
    const under = async (PathPrefix: string) => (await iam.listRoles({ PathPrefix })).Roles?.map((one) => one.RoleName);
    expect(await under("/")).toEqual(["A", "b", "c", "other"]);
    expect(await under("/my/pa")).toEqual(["A", "b", "c"]);
    expect(await under("/MY")).toEqual([]);
  });
});

describe("UpdateRole", () => {
  it("keeps absent members, and an empty description removes it", async () => {
    const { iam } = await startService();
    const role = { RoleName: "app", AssumeRolePolicyDocument: trustEc2 };
    await iam.createRole({ ...role, Description: "one", MaxSessionDuration: 7200 });
    const update = async (members: { Description?: string; MaxSessionDuration?: number }) => {
      await iam.updateRole({ RoleName: "APP", ...members });
      const { Description, MaxSessionDuration } = (await iam.getRole({ RoleName: "app" })).Role ?? {};
      return [Description, MaxSessionDuration];
    };
    expect(await update({})).toEqual(["one", 7200]);
    expect(await update({ Description: "two" })).toEqual(["two", 7200]);
    expect(await update({ MaxSessionDuration: 3600 })).toEqual(["two", 3600]);
    expect(await update({ Description: "" })).toEqual([undefined, 3600]);
  });
});

describe("UpdateRoleDescription", () => {
  it("returns the role with its description only", async () => {
    const { iam } = await startService();
    await iam.createRole({ RoleName: "app", AssumeRolePolicyDocument: trustEc2, Tags: [{ Key: "a", Value: "" }] });
    const { Role } = await iam.updateRoleDescription({ RoleName: "app", Description: "new" });
    expect(Role?.Description).toBe("new");
    for (const absent of ["MaxSessionDuration", "RoleLastUsed", "Tags"]) expect(Role).not.toHaveProperty(absent);
    expect((await iam.getRole({ RoleName: "app" })).Role?.Description).toBe("new");
  });
});

describe("the permissions boundary of a role", () => {
  it("is set, replaced and deleted", async () => {
    const { iam } = await startService();
    await iam.createRole({ RoleName: "app", AssumeRolePolicyDocument: trustEc2 });
    const present = async () => (await iam.getRole({ RoleName: "app" })).Role?.PermissionsBoundary;
    for (const PermissionsBoundary of [boundary, "arn:aws:iam::aws:policy/ReadOnlyAccess"]) {
      await iam.putRolePermissionsBoundary({ RoleName: "app", PermissionsBoundary });
      expect((await present())?.PermissionsBoundaryArn).toBe(PermissionsBoundary);
    }
    await iam.deleteRolePermissionsBoundary({ RoleName: "app" });
    expect(await present()).toBeUndefined();
    expect(await refusalOf(iam.deleteRolePermissionsBoundary({ RoleName: "app" }))).toMatch(/^404 NoSuchEntity: /);
  });
});

describe("DeleteRole", () => {
  it("reports what prevents it, one at a time", async () => {
    const { iam } = await startService();
    const RoleName = "app";
    await iam.createRole({ RoleName, AssumeRolePolicyDocument: trustEc2, PermissionsBoundary: boundary });
    await iam.tagRole({ RoleName, Tags: [{ Key: "a", Value: "" }] });
    await iam.attachRolePolicy({ RoleName, PolicyArn: boundary });
    const Statement = { Effect: "Allow", Action: "s3:*", Resource: "*" };
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.putRolePolicy({ RoleName, PolicyName: "inline", PolicyDocument });
    await iam.createInstanceProfile({ InstanceProfileName: "app" });
    await iam.addRoleToInstanceProfile({ InstanceProfileName: "app", RoleName });
    const conflict = "409 DeleteConflict: Cannot delete entity, must";
    expect(await refusalOf(iam.deleteRole({ RoleName }))).toBe(`${conflict} detach all policies first.`);
    await iam.detachRolePolicy({ RoleName, PolicyArn: boundary });
    expect(await refusalOf(iam.deleteRole({ RoleName }))).toBe(`${conflict} delete policies first.`);
    await iam.deleteRolePolicy({ RoleName, PolicyName: "inline" });
    expect(await refusalOf(iam.deleteRole({ RoleName }))).toBe(`${conflict} remove roles from instance profile first.`);
    await iam.removeRoleFromInstanceProfile({ InstanceProfileName: "app", RoleName });
    await iam.deleteRole({ RoleName: "APP" });
    expect(await refusalOf(iam.getRole({ RoleName }))).toContain("404 NoSuchEntity: ");
    expect((await iam.getAccountSummary()).SummaryMap).toMatchObject({ Roles: 0, InstanceProfiles: 1 });
  });
});

describe("a role in the account's details", () => {
  it("has its profiles, policies, tags and last use, and neither description nor duration", async () => {
    const { iam } = await startService();
    const RoleName = "app";
    const Tags = [{ Key: "Team", Value: "a" }];
    await iam.createRole({ RoleName, AssumeRolePolicyDocument: trustEc2, Description: "Runs", Tags });
    await iam.createRole({ RoleName: "empty", AssumeRolePolicyDocument: trust({ AWS: account }) });
    await iam.createInstanceProfile({ InstanceProfileName: "machine" });
    await iam.addRoleToInstanceProfile({ InstanceProfileName: "machine", RoleName });
    await iam.attachRolePolicy({ RoleName, PolicyArn: boundary });
    const { RoleDetailList, IsTruncated } = await iam.getAccountAuthorizationDetails({ Filter: ["Role"] });
    expect(IsTruncated).toBe(false);
    const [app, empty] = RoleDetailList ?? [];
    expect(app).toMatchObject({
      RoleName,
      InstanceProfileList: [{ InstanceProfileName: "machine", Roles: [{ RoleName }] }],
      RolePolicyList: [],
      AttachedManagedPolicies: [{ PolicyName: "PowerUserAccess", PolicyArn: boundary }],
      Tags,
      RoleLastUsed: {},
    });
    expect(documentIn(app?.AssumeRolePolicyDocument)).toBe(trustEc2);
    expect(empty).toMatchObject({ InstanceProfileList: [], AttachedManagedPolicies: [], Tags: [] });
    for (const absent of ["Description", "MaxSessionDuration"]) expect(app).not.toHaveProperty(absent);
  });
});
