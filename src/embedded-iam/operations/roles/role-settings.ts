import { errorTexts } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";
import { addTags, listTags, operation, removeTags, requireRole, requireSomeTags } from "../framework/index.ts";
import { requireBoundary } from "../policies/boundaries.ts";
import { requireModifiable } from "./protected-roles.ts";

export const tagRole = operation("TagRole", ({ RoleName, Tags }, context) => {
  const { roleId } = requireRole(context, RoleName);
  requireSomeTags(Tags);
  addTags(context, context.roleTags, roleId, Tags);
});

export const untagRole = operation("UntagRole", ({ RoleName, TagKeys }, { roles, roleTags }) => {
  removeTags(roleTags, requireRole({ roles }, RoleName).roleId, TagKeys);
});

export const listRoleTags = operation("ListRoleTags", ({ RoleName, ...input }, { markers, roles, roleTags }) => {
  const { roleId } = requireRole({ roles }, RoleName);
  return listTags({ markers }, roleTags, roleId, ["ListRoleTags", roleId], input);
});

export const putRolePermissionsBoundary = operation(
  "PutRolePermissionsBoundary",
  ({ RoleName, PermissionsBoundary }, context) => {
    const role = requireRole(context, RoleName);
    requireModifiable(role);
    requireBoundary(context, PermissionsBoundary, "role");
    context.roles.setPermissionsBoundary(role.roleId, PermissionsBoundary);
  },
);

/** NoSuchEntity if no boundary is set (AWS-capture). */
export const deleteRolePermissionsBoundary = operation("DeleteRolePermissionsBoundary", ({ RoleName }, { roles }) => {
  const role = requireRole({ roles }, RoleName);
  requireModifiable(role);
  if (role.permissionsBoundary === null) {
    throw new ServiceError("NoSuchEntity", errorTexts.boundaryNotSet("role", RoleName));
  }
  roles.setPermissionsBoundary(role.roleId, null);
});
