import type { IAM } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { names, refusalOf, startService, temporaryFile } from "../test-service.ts";

const invalidMarker = "400 ValidationError: Invalid Marker.";

async function createUsers(iam: IAM, userNames: readonly string[], Path = "/"): Promise<void> {
  for (const UserName of userNames) await iam.createUser({ UserName, Path });
}

/** Walks ListUsers in pages. `between` runs after each page. */
async function walkUsers(iam: IAM, MaxItems: number, between: (page: number) => Promise<unknown> = async () => {}) {
  const seen: (string | undefined)[] = [];
  let Marker: string | undefined;
  for (let page = 1; ; page++) {
    const { Users = [], ...ending } = await iam.listUsers({ MaxItems, Marker });
    seen.push(...Users.map((user) => user.UserName));
    if (!ending.IsTruncated) return seen;
    Marker = ending.Marker;
    await between(page);
  }
}

describe("a page", () => {
  it("has 100 items by default", async () => {
    const { iam } = await startService();
    await createUsers(iam, names("u", 101));
    const { Users, IsTruncated, Marker } = await iam.listUsers({});
    expect([Users?.length, IsTruncated]).toEqual([100, true]);
    expect((await iam.listUsers({ Marker })).Users?.map((user) => user.UserName)).toEqual(["u-100"]);
  });

  it("that holds the rest of a list is not truncated and has no marker", async () => {
    const { iam } = await startService();
    await createUsers(iam, names("u", 4));
    expect(await iam.listUsers({ MaxItems: 4 })).toMatchObject({ IsTruncated: false });
    expect((await iam.listUsers({ MaxItems: 4 })).Marker).toBeUndefined();
    expect((await iam.listUsers({ MaxItems: 3 })).Marker).toBeDefined();
  });

  it("is sorted by name regardless of case", async () => {
    const { iam } = await startService();
    await createUsers(iam, ["bob", "Alice", "Carol", "alan", "_x"]);
    expect(await walkUsers(iam, 2)).toEqual(["_x", "alan", "Alice", "bob", "Carol"]);
  });

  it("can differ in size from the previous one", async () => {
    const { iam } = await startService();
    await createUsers(iam, names("u", 10));
    const first = await iam.listUsers({ MaxItems: 4 });
    const second = await iam.listUsers({ MaxItems: 4, Marker: first.Marker });
    const rest = await iam.listUsers({ Marker: second.Marker });
    expect([first, second, rest].map((page) => page.Users?.length)).toEqual([4, 4, 2]);
  });

  it("of a list with a path prefix treats the prefix as plain text", async () => {
    const { iam } = await startService();
    await createUsers(iam, ["a", "b"], "/test-lifecycle/");
    await createUsers(iam, ["c"], "/other/");
    const under = async (PathPrefix: string) =>
      (await iam.listUsers({ PathPrefix })).Users?.map((user) => user.UserName);
    expect(await under("/test-life")).toEqual(["a", "b"]);
    expect(await under("/TEST")).toEqual([]);
    expect(await under("/")).toEqual(["a", "b", "c"]);
    expect(await under("/test-lifecycle/x")).toEqual([]);
  });
});

describe("a walk through pages", () => {
  it("returns each item that stays exactly once, while others are added and removed", async () => {
    const { iam } = await startService();
    await createUsers(iam, names("u", 20));
    const seen = await walkUsers(iam, 3, async (page) => {
      // The last item of the page is deleted; one is added before it and one after it.
      if (page === 1) await iam.deleteUser({ UserName: "u-002" });
      if (page === 2) await iam.createUser({ UserName: "a-new" });
      if (page === 3) await iam.createUser({ UserName: "u-015-new" });
      if (page === 4) await iam.deleteUser({ UserName: "u-019" });
    });
    const expected = names("u", 19);
    expected.splice(16, 0, "u-015-new");
    expect(seen).toEqual(expected);
  });

  it("continues after a restart", async () => {
    const file = temporaryFile();
    const before = await startService({ file });
    await createUsers(before.iam, names("u", 5));
    const { Marker } = await before.iam.listUsers({ MaxItems: 2 });
    await before.service.close();
    const after = await startService({ file });
    expect((await after.iam.listUsers({ Marker })).Users?.map((user) => user.UserName)).toEqual([
      "u-002",
      "u-003",
      "u-004",
    ]);
  });
});

describe("a marker", () => {
  it("is valid only for its operation and filters", async () => {
    const { iam } = await startService();
    await createUsers(iam, names("u", 3), "/a/");
    for (const GroupName of names("g", 3)) await iam.createGroup({ GroupName });
    const { Marker } = await iam.listUsers({ MaxItems: 1, PathPrefix: "/a/" });
    expect(await refusalOf(iam.listGroups({ Marker }))).toBe(invalidMarker);
    expect(await refusalOf(iam.listUsers({ Marker }))).toBe(invalidMarker);
    expect(await refusalOf(iam.listUsers({ Marker, PathPrefix: "/a/" }))).toBe("no refusal");
    for (const UserName of names("u", 2)) {
      for (const GroupName of names("g", 3)) await iam.addUserToGroup({ GroupName, UserName });
    }
    const ofOne = await iam.listGroupsForUser({ UserName: "u-000", MaxItems: 1 });
    expect(await refusalOf(iam.listGroupsForUser({ UserName: "u-001", Marker: ofOne.Marker }))).toBe(invalidMarker);
    expect(await refusalOf(iam.listGroupsForUser({ UserName: "U-000", Marker: ofOne.Marker }))).toBe("no refusal");
  });

  it("of the groups under one path prefix is invalid for another prefix", async () => {
    const { iam } = await startService();
    for (const GroupName of names("g", 2)) await iam.createGroup({ GroupName, Path: "/a/" });
    const { Marker } = await iam.listGroups({ MaxItems: 1, PathPrefix: "/a/" });
    expect(await refusalOf(iam.listGroups({ Marker }))).toBe(invalidMarker);
    expect(await refusalOf(iam.listGroups({ Marker, PathPrefix: "/a/" }))).toBe("no refusal");
  });

  it("of the virtual MFA devices of one assignment status is invalid for another status", async () => {
    const { iam } = await startService();
    for (const VirtualMFADeviceName of names("d", 2)) await iam.createVirtualMFADevice({ VirtualMFADeviceName });
    const { Marker } = await iam.listVirtualMFADevices({ MaxItems: 1, AssignmentStatus: "Unassigned" });
    expect(await refusalOf(iam.listVirtualMFADevices({ Marker }))).toBe(invalidMarker);
    expect(await refusalOf(iam.listVirtualMFADevices({ Marker, AssignmentStatus: "Unassigned" }))).toBe("no refusal");
  });

  it("of the account's details is valid for the same filters in another order", async () => {
    const { iam } = await startService();
    await createUsers(iam, ["alice", "bob"]);
    const { Marker } = await iam.getAccountAuthorizationDetails({ MaxItems: 1, Filter: ["User", "Group"] });
    const rest = await iam.getAccountAuthorizationDetails({ Marker, Filter: ["Group", "User"] });
    expect(rest.UserDetailList?.map((user) => user.UserName)).toEqual(["bob"]);
  });

  it("is rejected if it is damaged or invented", async () => {
    const { iam } = await startService();
    await createUsers(iam, names("u", 3));
    const { Marker = "" } = await iam.listUsers({ MaxItems: 1 });
    const damaged = [
      Marker.slice(0, -1),
      `${Marker}A`,
      `${Marker} `,
      `${Marker.startsWith("A") ? "B" : "A"}${Marker.slice(1)}`,
      Buffer.from("u-001").toString("base64url"),
      "invalid-marker-value",
    ];
    for (const marker of damaged) expect(await refusalOf(iam.listUsers({ Marker: marker }))).toBe(invalidMarker);
    expect(await refusalOf(iam.listVirtualMFADevices({ Marker: "invalid-marker-value" }))).toBe(invalidMarker);
  });

  it("of another database is rejected", async () => {
    const one = await startService();
    const other = await startService({ randomBytes: (size) => new Uint8Array(size).fill(7) });
    await createUsers(one.iam, names("u", 3));
    const { Marker } = await one.iam.listUsers({ MaxItems: 1 });
    expect(await refusalOf(other.iam.listUsers({ Marker }))).toBe(invalidMarker);
  });

  it("has at most 320 characters for the longest keys", async () => {
    const { iam } = await startService();
    const longest = names("n".repeat(60), 3);
    await createUsers(iam, longest);
    const keys = ["日", "月", "火"].map((sign) => sign.repeat(128));
    await iam.tagUser({ UserName: longest[0], Tags: keys.map((Key) => ({ Key, Value: "" })) });
    const path = `/${"p".repeat(160)}/`;
    for (const name of longest) await iam.createVirtualMFADevice({ VirtualMFADeviceName: name, Path: path });
    const pages = [
      await iam.listUsers({ MaxItems: 1 }),
      await iam.listUserTags({ UserName: longest[0], MaxItems: 1 }),
      await iam.listVirtualMFADevices({ MaxItems: 1 }),
    ];
    for (const { Marker } of pages) expect(Marker).toMatch(/^[\x20-\x7e]{1,320}$/);
    const rest = await iam.listUserTags({ UserName: longest[0], Marker: pages[1]?.Marker });
    expect(rest.Tags?.map((tag) => tag.Key)).toEqual([keys[1], keys[2]].sort());
    expect((await iam.listVirtualMFADevices({ Marker: pages[2]?.Marker })).VirtualMFADevices).toHaveLength(2);
  });

  it("can repeat, but never skips, if its item was removed and the key was too long for a marker", async () => {
    const { iam } = await startService();
    const created = await iam.createVirtualMFADevice({ VirtualMFADeviceName: "phone" });
    const SerialNumber = created.VirtualMFADevice?.SerialNumber;
    const keys = ["a", "b", "c"].map((letter) => "漢".repeat(120) + letter);
    await iam.tagMFADevice({ SerialNumber, Tags: keys.map((Key) => ({ Key, Value: "" })) });
    const { Marker } = await iam.listMFADeviceTags({ SerialNumber, MaxItems: 1 });
    expect((await iam.listMFADeviceTags({ SerialNumber, Marker })).Tags?.map((tag) => tag.Key)).toEqual(keys.slice(1));
    await iam.untagMFADevice({ SerialNumber, TagKeys: keys.slice(0, 1) });
    expect((await iam.listMFADeviceTags({ SerialNumber, Marker })).Tags?.map((tag) => tag.Key)).toEqual(keys.slice(1));
  });

  it("of one operation is invalid for another, even if neither has a filter", async () => {
    const { iam } = await startService();
    await createUsers(iam, ["a", "b"]);
    await iam.createGroup({ GroupName: "a" });
    await iam.createGroup({ GroupName: "b" });
    const { Marker } = await iam.listUsers({ MaxItems: 1 });
    expect(await refusalOf(iam.listGroups({ Marker }))).toBe(invalidMarker);
  });
});
