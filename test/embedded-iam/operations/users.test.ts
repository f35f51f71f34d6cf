import { describe, expect, it } from "vitest";
import { createEmbeddedIam } from "../../../src/embedded-iam/index.ts";
import { codeAt, stepAt } from "../../../src/embedded-iam/totp.ts";
import { names, refusalOf, startService } from "../test-service.ts";

const powerUser = "arn:aws:iam::aws:policy/PowerUserAccess";

describe("users", () => {
  it("are created with path, id, ARN and date, and found in any case", async () => {
    const { iam } = await startService();
    const { User: created } = await iam.createUser({ UserName: "Alice", Path: "/a/b/" });
    expect(created).toEqual({
      Path: "/a/b/",
      UserName: "Alice",
      UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
      Arn: "arn:aws:iam::123456789012:user/a/b/Alice",
      CreateDate: new Date("2026-03-01T10:00:00Z"),
    });
    expect((await iam.getUser({ UserName: "aLICE" })).User).toEqual(created);
  });

  it("have names that are unique regardless of case and path", async () => {
    const { iam } = await startService();
    await iam.createUser({ UserName: "alice" });
    expect(await refusalOf(iam.createUser({ UserName: "ALICE", Path: "/x/" }))).toBe(
      "409 EntityAlreadyExists: User with name ALICE already exists.",
    );
  });

  it("are reported by the given spelling if they are not found", async () => {
    const { iam } = await startService();
    const text = "404 NoSuchEntity: The user with name MissingUser cannot be found.";
    expect(await refusalOf(iam.getUser({ UserName: "MissingUser" }))).toBe(text);
    expect(await refusalOf(iam.deleteUser({ UserName: "MissingUser" }))).toBe(text);
    expect(await refusalOf(iam.listMFADevices({ UserName: "MissingUser" }))).toBe(text);
  });

  it("show tags and boundary only in CreateUser and GetUser", async () => {
    const { iam } = await startService();
    const Tags = [{ Key: "Team", Value: "a" }];
    const Boundary = { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: powerUser };
    const { User } = await iam.createUser({ UserName: "alice", Tags, PermissionsBoundary: powerUser });
    expect(User).toMatchObject({ Tags, PermissionsBoundary: Boundary });
    expect((await iam.getUser({ UserName: "alice" })).User).toMatchObject({ Tags, PermissionsBoundary: Boundary });
    await iam.createGroup({ GroupName: "g" });
    await iam.addUserToGroup({ GroupName: "g", UserName: "alice" });
    const subset = ["Arn", "CreateDate", "Path", "UserId", "UserName"];
    expect(Object.keys((await iam.listUsers({})).Users?.[0] ?? {}).sort()).toEqual(subset);
    expect(Object.keys((await iam.getGroup({ GroupName: "g" })).Users?.[0] ?? {}).sort()).toEqual(subset);
  });

  it("keep id, date, groups, devices and keys when they are renamed and moved", async () => {
    const { iam, clock } = await startService();
    const { User: before } = await iam.createUser({ UserName: "old" });
    await iam.createGroup({ GroupName: "g" });
    await iam.addUserToGroup({ GroupName: "g", UserName: "old" });
    const { AccessKey } = await iam.createAccessKey({ UserName: "old" });
    const { VirtualMFADevice } = await iam.createVirtualMFADevice({ VirtualMFADeviceName: "phone" });
    const seed = Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString();
    const step = stepAt(clock.now);
    await iam.enableMFADevice({
      UserName: "old",
      SerialNumber: VirtualMFADevice?.SerialNumber,
      AuthenticationCode1: codeAt(seed, step - 1),
      AuthenticationCode2: codeAt(seed, step),
    });
    await iam.updateUser({ UserName: "old", NewUserName: "new", NewPath: "/moved/" });
    expect((await iam.getUser({ UserName: "new" })).User).toEqual({
      ...before,
      UserName: "new",
      Path: "/moved/",
      Arn: "arn:aws:iam::123456789012:user/moved/new",
    });
    expect(await refusalOf(iam.getUser({ UserName: "old" }))).toContain("404 NoSuchEntity");
    expect((await iam.getGroup({ GroupName: "g" })).Users?.[0]?.UserName).toBe("new");
    expect((await iam.listMFADevices({ UserName: "new" })).MFADevices?.[0]).toMatchObject({
      UserName: "new",
      SerialNumber: "arn:aws:iam::123456789012:mfa/phone",
    });
    expect((await iam.listAccessKeys({ UserName: "new" })).AccessKeyMetadata?.[0]).toMatchObject({
      UserName: "new",
      AccessKeyId: AccessKey?.AccessKeyId,
    });
  });

  it("cannot take an existing name, or their own in another case", async () => {
    const { iam } = await startService();
    await iam.createUser({ UserName: "alice" });
    await iam.createUser({ UserName: "bob" });
    expect(await refusalOf(iam.updateUser({ UserName: "alice", NewUserName: "Bob" }))).toBe(
      "409 EntityAlreadyExists: User with name Bob already exists.",
    );
    expect(await refusalOf(iam.updateUser({ UserName: "alice", NewUserName: "Alice" }))).toBe(
      "409 EntityAlreadyExists: User with name Alice already exists.",
    );
    expect(await refusalOf(iam.updateUser({ UserName: "alice", NewUserName: "alice", NewPath: "/x/" }))).toBe(
      "no refusal",
    );
    expect(await refusalOf(iam.updateUser({ UserName: "alice" }))).toBe("no refusal");
  });

  it("get a new id when they are created again", async () => {
    const { iam } = await startService();
    const { User: first } = await iam.createUser({ UserName: "alice", Tags: [{ Key: "a", Value: "b" }] });
    await iam.deleteUser({ UserName: "alice" });
    const { User: second } = await iam.createUser({ UserName: "alice" });
    expect(second?.UserId).not.toBe(first?.UserId);
    expect((await iam.listUserTags({ UserName: "alice" })).Tags).toEqual([]);
  });

  it("cannot be deleted while something belongs to them", async () => {
    const { iam } = await startService();
    await iam.createUser({ UserName: "alice", PermissionsBoundary: powerUser, Tags: [{ Key: "a", Value: "b" }] });
    await iam.createGroup({ GroupName: "g" });
    await iam.addUserToGroup({ GroupName: "g", UserName: "alice" });
    expect(await refusalOf(iam.deleteUser({ UserName: "alice" }))).toBe(
      "409 DeleteConflict: Cannot delete entity, must remove users from group first.",
    );
    await iam.removeUserFromGroup({ GroupName: "g", UserName: "alice" });
    const { AccessKey } = await iam.createAccessKey({ UserName: "alice" });
    expect(await refusalOf(iam.deleteUser({ UserName: "alice" }))).toBe(
      "409 DeleteConflict: Cannot delete entity, must delete access keys first.",
    );
    await iam.deleteAccessKey({ UserName: "alice", AccessKeyId: AccessKey?.AccessKeyId });
    await iam.deleteUser({ UserName: "alice" });
    expect((await iam.listUsers({})).Users).toEqual([]);
  });

  it("have a quota", async () => {
    const { iam } = await startService({ quotas: { usersPerAccount: 3 } });
    for (const UserName of names("u", 3)) await iam.createUser({ UserName });
    expect(await refusalOf(iam.createUser({ UserName: "one-more" }))).toBe(
      "409 LimitExceeded: Cannot exceed quota for UsersPerAccount: 3",
    );
  });
});

describe("permissions boundaries", () => {
  it("are set, replaced and removed", async () => {
    const { iam } = await startService();
    await iam.createUser({ UserName: "alice" });
    const boundary = async () => (await iam.getUser({ UserName: "alice" })).User?.PermissionsBoundary;
    await iam.putUserPermissionsBoundary({ UserName: "alice", PermissionsBoundary: powerUser });
    const other = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess";
    await iam.putUserPermissionsBoundary({ UserName: "alice", PermissionsBoundary: other });
    expect(await boundary()).toEqual({ PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: other });
    await iam.deleteUserPermissionsBoundary({ UserName: "alice" });
    expect(await boundary()).toBeUndefined();
  });

  it("cannot be removed from a user without one", async () => {
    const { iam } = await startService();
    await iam.createUser({ UserName: "alice" });
    expect(await refusalOf(iam.deleteUserPermissionsBoundary({ UserName: "Alice" }))).toBe(
      "404 NoSuchEntity: The permissions boundary of the user with name Alice cannot be found.",
    );
  });

  it.each([
    ["arn:aws:iam::123456789012:role/x", "400 InvalidInput: ARN arn:aws:iam::123456789012:role/x is not valid."],
    ["not an arn, but twenty characters", "400 InvalidInput: ARN not an arn, but twenty characters is not valid."],
    [
      "arn:aws:iam::123456789012:policy/none",
      "404 NoSuchEntity: Scope ARN: arn:aws:iam::123456789012:policy/none does not exist or is not attachable.",
    ],
  ])("cannot be %s", async (PermissionsBoundary, refusal) => {
    const { iam } = await startService();
    await iam.createUser({ UserName: "alice" });
    expect(await refusalOf(iam.putUserPermissionsBoundary({ UserName: "alice", PermissionsBoundary }))).toBe(refusal);
    expect(await refusalOf(iam.createUser({ UserName: "bob", PermissionsBoundary }))).toBe(refusal);
    expect((await iam.listUsers({})).Users).toHaveLength(1);
  });

  it("can be policies of the account that the option names, but no others", async () => {
    const policy = (name: string) => `arn:aws:iam::123456789012:policy/${name}`;
    const { iam } = await startService({ policies: [policy("team/Developer")] });
    await iam.createUser({ UserName: "alice", PermissionsBoundary: policy("team/Developer") });
    expect((await iam.getUser({ UserName: "alice" })).User?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(
      policy("team/Developer"),
    );
    expect((await iam.getAccountSummary({})).SummaryMap).toMatchObject({ Policies: 1 });
    const put = (PermissionsBoundary: string) =>
      refusalOf(iam.putUserPermissionsBoundary({ UserName: "alice", PermissionsBoundary }));
    expect(await put(policy("team/Developer"))).toBe("no refusal");
    expect(await put(policy("team/developer"))).toBe(
      `404 NoSuchEntity: Scope ARN: ${policy("team/developer")} does not exist or is not attachable.`,
    );
  });

  it.each(["arn:aws:iam::aws:policy/PowerUserAccess", "arn:aws:iam::111122223333:policy/x", "Developer"])(
    "cannot be named by the option if they are %s",
    async (arn) => {
      await expect(createEmbeddedIam({ file: ":memory:", policies: [arn] })).rejects.toThrow(
        `policies must be ARNs arn:aws:iam::123456789012:policy/<name>, but got: ${arn}`,
      );
    },
  );

  it("of unknown users are rejected for the user's name", async () => {
    const { iam } = await startService();
    expect(await refusalOf(iam.putUserPermissionsBoundary({ UserName: "ghost", PermissionsBoundary: powerUser }))).toBe(
      "404 NoSuchEntity: The user with name ghost cannot be found.",
    );
  });
});
