import { errorTexts } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { InstanceProfileRow } from "../../store/index.ts";
import { timestamp } from "../../timestamp.ts";
import {
  addTags,
  echoTags,
  listTags,
  operation,
  removeTags,
  requireInstanceProfile,
  requireRole,
  requireSomeTags,
  requireTagKeys,
  requireWithinQuota,
  tagElement,
  takePage,
} from "../framework/index.ts";
import { instanceProfileElements } from "./elements.ts";
import { requireModifiable } from "./protected-roles.ts";

/** AWS does not raise it. */
const rolesPerInstanceProfile = 1;

export const createInstanceProfile = operation(
  "CreateInstanceProfile",
  ({ InstanceProfileName, Path = "/", Tags = [] }, context) => {
    const { clock, instanceProfiles, instanceProfileTags, newId, quotas } = context;
    if (instanceProfiles.find(InstanceProfileName) !== undefined) {
      throw new ServiceError("EntityAlreadyExists", errorTexts.instanceProfileExists(InstanceProfileName));
    }
    requireTagKeys(instanceProfileTags, Tags);
    requireWithinQuota("InstanceProfilesPerAccount", instanceProfiles.count(), quotas.instanceProfilesPerAccount);
    const profile: InstanceProfileRow = {
      instanceProfileId: newId("instanceProfile"),
      name: InstanceProfileName,
      path: Path,
      createDate: timestamp(clock()),
    };
    instanceProfiles.insert(profile);
    addTags(context, instanceProfileTags, profile.instanceProfileId, Tags);
    return { InstanceProfile: { ...instanceProfileElements(context, [profile])[0], ...echoTags(Tags) } };
  },
);

/** Unlike in GetRole, Tags are always present (AWS-recorded). */
export const getInstanceProfile = operation("GetInstanceProfile", ({ InstanceProfileName }, context) => {
  const profile = requireInstanceProfile(context, InstanceProfileName);
  const tags = context.instanceProfileTags.of(profile.instanceProfileId);
  return { InstanceProfile: { ...instanceProfileElements(context, [profile])[0], Tags: tags.map(tagElement) } };
});

export const listInstanceProfiles = operation("ListInstanceProfiles", ({ PathPrefix = "/", ...input }, context) => {
  const page = takePage(context.markers, ["ListInstanceProfiles", PathPrefix], input, {
    rows: (after, limit) => context.instanceProfiles.list(PathPrefix, after, limit),
    keyOf: (profile) => profile.name,
  });
  return { InstanceProfiles: instanceProfileElements(context, page.rows), ...page.ending };
});

export const listInstanceProfilesForRole = operation(
  "ListInstanceProfilesForRole",
  ({ RoleName, ...input }, context) => {
    const { roleId } = requireRole(context, RoleName);
    const page = takePage(context.markers, ["ListInstanceProfilesForRole", roleId], input, {
      rows: (after, limit) => context.instanceProfiles.ofRole(roleId, after, limit),
      keyOf: (profile) => profile.name,
    });
    return { InstanceProfiles: instanceProfileElements(context, page.rows), ...page.ending };
  },
);

export const deleteInstanceProfile = operation("DeleteInstanceProfile", ({ InstanceProfileName }, context) => {
  const { instanceProfileId } = requireInstanceProfile(context, InstanceProfileName);
  if (context.instanceProfiles.rolesOf([instanceProfileId]).size > 0) {
    throw new ServiceError("DeleteConflict", errorTexts.deleteConflict("instanceProfiles"));
  }
  context.instanceProfiles.delete(instanceProfileId);
});

/** A second role is refused, also the same role again (AWS-recorded). */
export const addRoleToInstanceProfile = operation(
  "AddRoleToInstanceProfile",
  ({ InstanceProfileName, RoleName }, context) => {
    const { instanceProfiles } = context;
    const profile = requireInstanceProfile(context, InstanceProfileName);
    const role = requireRole(context, RoleName);
    requireModifiable(role);
    const present = instanceProfiles.rolesOf([profile.instanceProfileId]).size;
    requireWithinQuota("InstanceSessionsPerInstanceProfile", present, rolesPerInstanceProfile);
    instanceProfiles.addRole(profile, role.roleId);
  },
);

export const removeRoleFromInstanceProfile = operation(
  "RemoveRoleFromInstanceProfile",
  ({ InstanceProfileName, RoleName }, context) => {
    const { instanceProfileId } = requireInstanceProfile(context, InstanceProfileName);
    const { roleId } = requireRole(context, RoleName);
    if (context.instanceProfiles.rolesOf([instanceProfileId]).get(instanceProfileId)?.roleId !== roleId) {
      const text = errorTexts.instanceProfileRoleNotFound(RoleName, InstanceProfileName);
      throw new ServiceError("NoSuchEntity", text);
    }
    context.instanceProfiles.removeRole(instanceProfileId);
  },
);

export const tagInstanceProfile = operation("TagInstanceProfile", ({ InstanceProfileName, Tags }, context) => {
  const { instanceProfileId } = requireInstanceProfile(context, InstanceProfileName);
  requireSomeTags(Tags);
  addTags(context, context.instanceProfileTags, instanceProfileId, Tags);
});

export const untagInstanceProfile = operation("UntagInstanceProfile", ({ InstanceProfileName, TagKeys }, context) => {
  const { instanceProfileId } = requireInstanceProfile(context, InstanceProfileName);
  removeTags(context.instanceProfileTags, instanceProfileId, TagKeys);
});

export const listInstanceProfileTags = operation(
  "ListInstanceProfileTags",
  ({ InstanceProfileName, ...input }, context) => {
    const { instanceProfileId } = requireInstanceProfile(context, InstanceProfileName);
    const list = ["ListInstanceProfileTags", instanceProfileId] as const;
    return listTags(context, context.instanceProfileTags, instanceProfileId, list, input);
  },
);
