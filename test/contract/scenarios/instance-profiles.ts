import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";
import { createRole } from "./roles.ts";

async function createProfile({ iam, name, path }: Sandbox): Promise<string> {
  const InstanceProfileName = name("machine");
  await iam.createInstanceProfile({ InstanceProfileName, Path: path });
  return InstanceProfileName;
}

// Instance profiles: recorded on AWS, 2026-02.
export const instanceProfileScenarios: Scenarios = {
  "GetInstanceProfile always has tags and roles, and lists have no tags": async (box) => {
    const InstanceProfileName = await createProfile(box);
    const { InstanceProfile } = await box.iam.getInstanceProfile({ InstanceProfileName });
    expect(InstanceProfile).toMatchObject({ InstanceProfileName, Roles: [], Tags: [] });
    await box.iam.tagInstanceProfile({ InstanceProfileName, Tags: [{ Key: "Team", Value: "a" }] });
    const { InstanceProfiles = [] } = await box.iam.listInstanceProfiles({ PathPrefix: box.path });
    expect(InstanceProfiles).toMatchObject([{ InstanceProfileName, Roles: [] }]);
    expect(InstanceProfiles[0]).not.toHaveProperty("Tags");
  },

  "a profile has one role, and adding it again is refused": async (box) => {
    const InstanceProfileName = await createProfile(box);
    const RoleName = await createRole(box);
    await box.iam.addRoleToInstanceProfile({ InstanceProfileName, RoleName });
    expect(await refusalOf(box.iam.addRoleToInstanceProfile({ InstanceProfileName, RoleName }))).toBe(
      "409 LimitExceeded: Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
    );
    const { InstanceProfiles } = await box.iam.listInstanceProfilesForRole({ RoleName });
    expect(InstanceProfiles).toMatchObject([{ InstanceProfileName, Roles: [{ RoleName }] }]);
    expect(await refusalOf(box.iam.deleteInstanceProfile({ InstanceProfileName }))).toBe(
      "409 DeleteConflict: Cannot delete entity, must remove roles from instance profile first.",
    );
  },

  "a role that the profile does not have cannot be removed": async (box) => {
    const InstanceProfileName = await createProfile(box);
    const RoleName = await createRole(box);
    expect(await refusalOf(box.iam.removeRoleFromInstanceProfile({ InstanceProfileName, RoleName }))).toBe(
      `404 NoSuchEntity: Role ${RoleName} in Instance Profile ${InstanceProfileName} cannot be found.`,
    );
  },

  "an existing and an unknown profile are reported by their names": async (box) => {
    const InstanceProfileName = await createProfile(box);
    expect(await refusalOf(box.iam.createInstanceProfile({ InstanceProfileName }))).toBe(
      `409 EntityAlreadyExists: Instance Profile ${InstanceProfileName} already exists.`,
    );
    const unknown = { InstanceProfileName: "no-such-profile" };
    const text = "404 NoSuchEntity: Instance Profile no-such-profile cannot be found.";
    expect(await refusalOf(box.iam.getInstanceProfile(unknown))).toBe(text);
    // The profile is looked up before the role.
    const role = { ...unknown, RoleName: "no-such-role" };
    expect(await refusalOf(box.iam.addRoleToInstanceProfile(role))).toBe(text);
  },
};
