import type { RoleRow } from "../../store/index.ts";
import { type OperationContext, permissionsBoundary, tagElement } from "../framework/index.ts";
import { attachedPolicyElement, inlinePolicyElement } from "../policies/elements.ts";
import { instanceProfileElements, roleElements, roleLastUsed } from "./elements.ts";

/** Roles as GetAccountAuthorizationDetails returns them. All lists are present even if they are empty (AWS-recorded). */
export function roleDetails(context: OperationContext, page: readonly RoleRow[]) {
  const roleIds = page.map((role) => role.roleId);
  const profiles = context.instanceProfiles.ofRoles(roleIds);
  const inline = context.inlinePolicies.ofMany(roleIds);
  const attached = context.attachments.ofMany(roleIds);
  const tags = context.roleTags.ofMany(roleIds);
  const elements = roleElements(context, page);
  return page.map((role, index) => ({
    ...elements[index],
    InstanceProfileList: instanceProfileElements(context, profiles.get(role.roleId) ?? []),
    RolePolicyList: (inline.get(role.roleId) ?? []).map(inlinePolicyElement),
    AttachedManagedPolicies: (attached.get(role.roleId) ?? []).map(attachedPolicyElement),
    ...permissionsBoundary(role),
    Tags: (tags.get(role.roleId) ?? []).map(tagElement),
    ...roleLastUsed(role),
  }));
}
