import { type DeleteBlocker, errorTexts, roleBlockers } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { RoleRow } from "../../store/index.ts";
import { timestamp } from "../../timestamp.ts";
import {
  addTags,
  echoTags,
  type OperationContext,
  operation,
  permissionsBoundary,
  requireRole,
  requireTagKeys,
  requireWithinQuota,
  takePage,
} from "../framework/index.ts";
import { requireBoundary } from "../policies/boundaries.ts";
import { fullRoleElement, roleDescription, roleElement, roleElements } from "./elements.ts";
import { isServiceLinked, requireModifiable, servicePath } from "./protected-roles.ts";
import { requireTrustPolicy } from "./trust-policies.ts";

/** In seconds (docs). */
const defaultSessionDuration = 3600;

export const getRole = operation("GetRole", ({ RoleName }, context) => {
  return { Role: fullRoleElement(context, requireRole(context, RoleName)) };
});

export const listRoles = operation("ListRoles", ({ PathPrefix = "/", ...input }, context) => {
  const page = takePage(context.markers, ["ListRoles", PathPrefix], input, {
    rows: (after, limit) => context.roles.list(PathPrefix, after, limit),
    keyOf: (role) => role.name,
  });
  const elements = roleElements(context, page.rows);
  return {
    Roles: page.rows.map((role, index) => ({
      ...elements[index],
      ...roleDescription(role),
      MaxSessionDuration: role.maxSessionDuration,
    })),
    ...page.ending,
  };
});

/** The response has neither the description nor the duration of sessions (AWS-recorded). */
export const createRole = operation("CreateRole", (input, context) => {
  const { clock, newId, quotas, roles, roleTags } = context;
  const { RoleName, AssumeRolePolicyDocument, Path = "/", PermissionsBoundary, Tags = [] } = input;
  if (isServiceLinked({ path: Path })) throw new ServiceError("InvalidInput", errorTexts.rolePathReserved(servicePath));
  if (roles.find(RoleName) !== undefined) {
    throw new ServiceError("EntityAlreadyExists", errorTexts.roleExists(RoleName));
  }
  if (PermissionsBoundary !== undefined) requireBoundary(context, PermissionsBoundary, "role");
  const principals = requireTrustPolicy(context, AssumeRolePolicyDocument);
  requireTagKeys(roleTags, Tags);
  requireWithinQuota("RolesPerAccount", roles.count(), quotas.rolesPerAccount);
  const role: RoleRow = {
    roleId: newId("role"),
    name: RoleName,
    path: Path,
    createDate: timestamp(clock()),
    trustPolicy: AssumeRolePolicyDocument,
    description: input.Description || null,
    maxSessionDuration: input.MaxSessionDuration ?? defaultSessionDuration,
    permissionsBoundary: PermissionsBoundary ?? null,
    lastUsedDate: null,
    lastUsedRegion: null,
  };
  roles.insert(role);
  roles.setTrustedPrincipals(role.roleId, principals);
  addTags(context, roleTags, role.roleId, Tags);
  return { Role: { ...roleElement(context, role), ...permissionsBoundary(role), ...echoTags(Tags) } };
});

/** Absent members keep their values (AWS-recorded; AWS's documentation claims that the duration is reset). */
export const updateRole = operation("UpdateRole", ({ RoleName, Description, MaxSessionDuration }, { roles }) => {
  const role = requireRole({ roles }, RoleName);
  if (MaxSessionDuration !== undefined && isServiceLinked(role)) {
    throw new ServiceError("UnmodifiableEntity", errorTexts.roleDurationProtected(role.name));
  }
  const description = Description === undefined ? role.description : Description || null;
  roles.update(role.roleId, description, MaxSessionDuration ?? role.maxSessionDuration);
  return {};
});

export const updateRoleDescription = operation("UpdateRoleDescription", ({ RoleName, Description }, context) => {
  const role = requireRole(context, RoleName);
  const description = Description || null;
  context.roles.update(role.roleId, description, role.maxSessionDuration);
  return { Role: { ...roleElement(context, role), ...roleDescription({ description }) } };
});

export const updateAssumeRolePolicy = operation("UpdateAssumeRolePolicy", ({ RoleName, PolicyDocument }, context) => {
  const role = requireRole(context, RoleName);
  requireModifiable(role);
  const principals = requireTrustPolicy(context, PolicyDocument);
  context.roles.setTrustPolicy(role.roleId, PolicyDocument);
  context.roles.setTrustedPrincipals(role.roleId, principals);
});

export const deleteRole = operation("DeleteRole", ({ RoleName }, context) => {
  const role = requireRole(context, RoleName);
  requireModifiable(role);
  const blocker = findBlocker(context, role.roleId);
  if (blocker !== undefined) throw new ServiceError("DeleteConflict", errorTexts.deleteConflict(blocker));
  context.roles.delete(role.roleId);
});

/** The first reason why a role cannot be deleted. Tags and boundary do not prevent it (AWS-recorded). */
function findBlocker(
  {
    attachments,
    inlinePolicies,
    instanceProfiles,
  }: Pick<OperationContext, "attachments" | "inlinePolicies" | "instanceProfiles">,
  roleId: string,
): DeleteBlocker | undefined {
  const isBlocked: Partial<Record<DeleteBlocker, () => boolean>> = {
    attachedPolicies: () => attachments.countOfOwner(roleId) > 0,
    inlinePolicies: () => inlinePolicies.countOfOwner(roleId) > 0,
    instanceProfiles: () => instanceProfiles.hasRole(roleId),
  };
  return roleBlockers.find((blocker) => isBlocked[blocker]?.());
}
