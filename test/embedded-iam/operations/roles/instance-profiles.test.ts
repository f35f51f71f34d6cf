import { describe, expect, it } from "vitest";
import { names, refusalOf, startService } from "../../test-service.ts";
import { account, trustEc2 } from "./role-scene.ts";

async function startWithRole() {
  const { iam } = await startService();
  await iam.createRole({ RoleName: "app", AssumeRolePolicyDocument: trustEc2, Description: "Runs" });
  return iam;
}

describe("CreateInstanceProfile", () => {
  it("returns the profile without roles, and tags only if they were given", async () => {
    const iam = await startWithRole();
    const Tags = [{ Key: "Team", Value: "a" }];
    const { InstanceProfile } = await iam.createInstanceProfile({ InstanceProfileName: "Machine", Path: "/a/", Tags });
    expect(InstanceProfile).toEqual({
      Path: "/a/",
      InstanceProfileName: "Machine",
      InstanceProfileId: expect.stringMatching(/^AIPA[A-Z2-7]{17}$/),
      Arn: `arn:aws:iam::${account}:instance-profile/a/Machine`,
      CreateDate: new Date("2026-03-01T10:00:00Z"),
      Roles: [],
      Tags,
    });
    const other = await iam.createInstanceProfile({ InstanceProfileName: "other" });
    expect(other.InstanceProfile).not.toHaveProperty("Tags");
    expect((await iam.getInstanceProfile({ InstanceProfileName: "OTHER" })).InstanceProfile?.Tags).toEqual([]);
    expect(await refusalOf(iam.createInstanceProfile({ InstanceProfileName: "machine" }))).toBe(
      "409 EntityAlreadyExists: Instance Profile machine already exists.",
    );
  });
});

describe("an unknown instance profile", () => {
  it("is reported by its name, before an unknown role", async () => {
    const { iam } = await startService();
    const profile = { InstanceProfileName: "Ghost" };
    const text = "404 NoSuchEntity: Instance Profile Ghost cannot be found.";
    const calls = [
      iam.getInstanceProfile(profile),
      iam.deleteInstanceProfile(profile),
      iam.addRoleToInstanceProfile({ ...profile, RoleName: "ghost" }),
      iam.removeRoleFromInstanceProfile({ ...profile, RoleName: "ghost" }),
      iam.tagInstanceProfile({ ...profile, Tags: [] }),
      iam.untagInstanceProfile({ ...profile, TagKeys: ["a"] }),
      iam.listInstanceProfileTags(profile),
    ];
    expect(new Set(await Promise.all(calls.map(refusalOf)))).toEqual(new Set([text]));
  });
});

describe("the role of an instance profile", () => {
  it("is one, added and removed, without its description", async () => {
    const iam = await startWithRole();
    const profile = { InstanceProfileName: "machine" };
    await iam.createInstanceProfile(profile);
    expect(await refusalOf(iam.addRoleToInstanceProfile({ ...profile, RoleName: "ghost" }))).toBe(
      "404 NoSuchEntity: The role with name ghost cannot be found.",
    );
    await iam.addRoleToInstanceProfile({ ...profile, RoleName: "APP" });
    const [role, ...others] = (await iam.getInstanceProfile(profile)).InstanceProfile?.Roles ?? [];
    expect([role?.RoleName, others]).toEqual(["app", []]);
    for (const absent of ["Description", "MaxSessionDuration"]) expect(role).not.toHaveProperty(absent);
    const full = "409 LimitExceeded: Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1";
    expect(await refusalOf(iam.addRoleToInstanceProfile({ ...profile, RoleName: "app" }))).toBe(full);
    expect(await refusalOf(iam.deleteInstanceProfile(profile))).toBe(
      "409 DeleteConflict: Cannot delete entity, must remove roles from instance profile first.",
    );
    await iam.removeRoleFromInstanceProfile({ ...profile, RoleName: "app" });
    expect(await refusalOf(iam.removeRoleFromInstanceProfile({ ...profile, RoleName: "app" }))).toBe(
      "404 NoSuchEntity: Role app in Instance Profile machine cannot be found.",
    );
    await iam.tagInstanceProfile({ ...profile, Tags: [{ Key: "a", Value: "" }] });
    await iam.deleteInstanceProfile(profile);
    expect((await iam.listInstanceProfiles()).InstanceProfiles).toEqual([]);
  });
});

describe("lists of instance profiles", () => {
  it("are in order of names, with roles and without tags, on pages of any size", async () => {
    const iam = await startWithRole();
    for (const InstanceProfileName of names("p", 5).reverse()) {
      await iam.createInstanceProfile({ InstanceProfileName, Path: "/x/", Tags: [{ Key: "a", Value: "" }] });
      await iam.addRoleToInstanceProfile({ InstanceProfileName, RoleName: "app" });
    }
    await iam.createInstanceProfile({ InstanceProfileName: "a" });
    const all = (await iam.listInstanceProfiles()).InstanceProfiles ?? [];
    expect(all.map((one) => one.InstanceProfileName)).toEqual(["a", ...names("p", 5)]);
    expect(all.map((one) => [one.Roles?.length, "Tags" in one])).toEqual([[0, false], ...Array(5).fill([1, false])]);
    for (const MaxItems of [1, 2, 5]) {
      const seen: (string | undefined)[] = [];
      for (let Marker: string | undefined, more = true; more; ) {
        const page = await iam.listInstanceProfilesForRole({ RoleName: "app", MaxItems, Marker });
        seen.push(...(page.InstanceProfiles ?? []).map((one) => one.InstanceProfileName));
        Marker = page.Marker;
        more = page.IsTruncated === true;
      }
      expect(seen).toEqual(names("p", 5));
    }
    expect((await iam.listInstanceProfiles({ PathPrefix: "/x" })).InstanceProfiles).toHaveLength(5);
  });
});

describe("tag keys of instance profiles", () => {
  it("distinguish case", async () => {
    const iam = await startWithRole();
    const Tags = ["Team", "team"].map((Key) => ({ Key, Value: "" }));
    await iam.createInstanceProfile({ InstanceProfileName: "machine", Tags });
    expect((await iam.listInstanceProfileTags({ InstanceProfileName: "machine" })).Tags).toHaveLength(2);
  });
});
