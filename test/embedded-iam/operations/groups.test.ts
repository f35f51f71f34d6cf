import { describe, expect, it } from "vitest";
import { names, refusalOf, startService } from "../test-service.ts";

describe("groups", () => {
  it("are created, found in any case, renamed and moved, and keep id and members", async () => {
    const { iam } = await startService();
    const { Group: created } = await iam.createGroup({ GroupName: "Ops", Path: "/a/" });
    expect(created).toEqual({
      Path: "/a/",
      GroupName: "Ops",
      GroupId: expect.stringMatching(/^AGPA[A-Z2-7]{17}$/),
      Arn: "arn:aws:iam::123456789012:group/a/Ops",
      CreateDate: new Date("2026-03-01T10:00:00Z"),
    });
    await iam.createUser({ UserName: "alice" });
    await iam.addUserToGroup({ GroupName: "OPS", UserName: "ALICE" });
    await iam.updateGroup({ GroupName: "ops", NewPath: "/b/" });
    await iam.updateGroup({ GroupName: "ops", NewGroupName: "operations" });
    const { Group, Users } = await iam.getGroup({ GroupName: "operations" });
    expect(Group).toEqual({
      ...created,
      Path: "/b/",
      GroupName: "operations",
      Arn: "arn:aws:iam::123456789012:group/b/operations",
    });
    expect(Users?.map((user) => user.UserName)).toEqual(["alice"]);
  });

  it("have names that are unique regardless of case and path", async () => {
    const { iam } = await startService();
    await iam.createGroup({ GroupName: "ops" });
    await iam.createGroup({ GroupName: "dev" });
    const exists = (name: string) => `409 EntityAlreadyExists: Group with name ${name} already exists.`;
    expect(await refusalOf(iam.createGroup({ GroupName: "OPS", Path: "/x/" }))).toBe(exists("OPS"));
    expect(await refusalOf(iam.updateGroup({ GroupName: "ops", NewGroupName: "Dev" }))).toBe(exists("Dev"));
    expect(await refusalOf(iam.updateGroup({ GroupName: "ops", NewGroupName: "Ops" }))).toBe(exists("Ops"));
    expect(await refusalOf(iam.updateGroup({ GroupName: "ops" }))).toBe("no refusal");
  });

  it("are reported by the given spelling if they are not found", async () => {
    const { iam } = await startService();
    const text = "404 NoSuchEntity: The group with name None cannot be found.";
    expect(await refusalOf(iam.getGroup({ GroupName: "None" }))).toBe(text);
    expect(await refusalOf(iam.updateGroup({ GroupName: "None" }))).toBe(text);
    expect(await refusalOf(iam.deleteGroup({ GroupName: "None" }))).toBe(text);
  });

  it("cannot be deleted while they have members", async () => {
    const { iam } = await startService();
    await iam.createGroup({ GroupName: "ops" });
    await iam.createUser({ UserName: "alice" });
    await iam.addUserToGroup({ GroupName: "ops", UserName: "alice" });
    expect(await refusalOf(iam.deleteGroup({ GroupName: "ops" }))).toBe(
      "409 DeleteConflict: Cannot delete entity, must remove users from group first.",
    );
    await iam.removeUserFromGroup({ GroupName: "ops", UserName: "alice" });
    await iam.deleteGroup({ GroupName: "ops" });
    expect((await iam.listGroups({})).Groups).toEqual([]);
  });

  it("have a quota", async () => {
    const { iam } = await startService();
    for (const GroupName of names("g", 300)) await iam.createGroup({ GroupName });
    expect(await refusalOf(iam.createGroup({ GroupName: "one-more" }))).toBe(
      "409 LimitExceeded: Cannot exceed quota for GroupsPerAccount: 300",
    );
  });
});

describe("memberships", () => {
  it("are added and removed idempotently", async () => {
    const { iam } = await startService();
    await iam.createGroup({ GroupName: "ops" });
    await iam.createUser({ UserName: "alice" });
    const membership = { GroupName: "ops", UserName: "alice" };
    for (let time = 0; time < 2; time++) await iam.addUserToGroup(membership);
    expect((await iam.getGroup({ GroupName: "ops" })).Users).toHaveLength(1);
    for (let time = 0; time < 2; time++) await iam.removeUserFromGroup(membership);
    expect((await iam.getGroup({ GroupName: "ops" })).Users).toEqual([]);
    expect((await iam.listGroupsForUser({ UserName: "alice" })).Groups).toEqual([]);
  });

  it("of unknown users and groups report the user first", async () => {
    const { iam } = await startService();
    const both = { GroupName: "none", UserName: "ghost" };
    const user = "404 NoSuchEntity: The user with name ghost cannot be found.";
    expect(await refusalOf(iam.addUserToGroup(both))).toBe(user);
    expect(await refusalOf(iam.removeUserFromGroup(both))).toBe(user);
    expect(await refusalOf(iam.listGroupsForUser(both))).toBe(user);
    await iam.createUser({ UserName: "ghost" });
    expect(await refusalOf(iam.addUserToGroup(both))).toBe(
      "404 NoSuchEntity: The group with name none cannot be found.",
    );
  });

  it("are limited to ten groups for each user", async () => {
    const { iam } = await startService();
    await iam.createUser({ UserName: "alice" });
    for (const GroupName of names("g", 11)) await iam.createGroup({ GroupName });
    for (const GroupName of names("g", 10)) await iam.addUserToGroup({ GroupName, UserName: "alice" });
    expect(await refusalOf(iam.addUserToGroup({ GroupName: "g-010", UserName: "alice" }))).toBe(
      "409 LimitExceeded: Cannot exceed quota for GroupsPerUser: 10",
    );
    expect(await refusalOf(iam.addUserToGroup({ GroupName: "g-009", UserName: "alice" }))).toBe("no refusal");
  });

  it("are sorted by the present names of users and groups", async () => {
    const { iam } = await startService();
    for (const name of ["a", "b", "c"]) {
      await iam.createUser({ UserName: name });
      await iam.createGroup({ GroupName: name });
    }
    for (const other of ["a", "b", "c"]) {
      await iam.addUserToGroup({ GroupName: "a", UserName: other });
      await iam.addUserToGroup({ GroupName: other, UserName: "a" });
    }
    await iam.updateUser({ UserName: "b", NewUserName: "Z" });
    await iam.updateGroup({ GroupName: "b", NewGroupName: "Z" });
    const members = async (Marker?: string) => await iam.getGroup({ GroupName: "a", MaxItems: 2, Marker });
    const first = await members();
    const second = await members(first.Marker);
    const of = [...(first.Users ?? []), ...(second.Users ?? [])].map((user) => user.UserName);
    const groups = (await iam.listGroupsForUser({ UserName: "a" })).Groups?.map((group) => group.GroupName);
    const details = (await iam.getAccountAuthorizationDetails({})).UserDetailList?.[0]?.GroupList;
    expect([of, groups, details]).toEqual([
      ["a", "c", "Z"],
      ["a", "c", "Z"],
      ["a", "c", "Z"],
    ]);
  });

  it("are paged by user name, with the group on every page", async () => {
    const { iam } = await startService();
    await iam.createGroup({ GroupName: "ops" });
    for (const UserName of names("u", 5)) {
      await iam.createUser({ UserName });
      await iam.addUserToGroup({ GroupName: "ops", UserName });
    }
    const first = await iam.getGroup({ GroupName: "ops", MaxItems: 3 });
    const second = await iam.getGroup({ GroupName: "ops", MaxItems: 3, Marker: first.Marker });
    expect([first, second].map((page) => [page.Group?.GroupName, page.Users?.length, page.IsTruncated])).toEqual([
      ["ops", 3, true],
      ["ops", 2, false],
    ]);
  });
});
