import type { PolicyOwner } from "../../store/index.ts";
import { type OperationContext, requireGroup, requireRole, requireUser } from "../framework/index.ts";
import { requireModifiable } from "../roles/protected-roles.ts";

/** A user, a group or a role that has policies. */
export interface PolicyHolder extends PolicyOwner {
  /** The name as the caller spells it. */
  readonly name: string;
}

export function userHolder(context: Pick<OperationContext, "users">, name: string): PolicyHolder {
  return { kind: "user", id: requireUser(context, name).userId, name };
}

export function groupHolder(context: Pick<OperationContext, "groups">, name: string): PolicyHolder {
  return { kind: "group", id: requireGroup(context, name).groupId, name };
}

export function roleHolder(context: Pick<OperationContext, "roles">, name: string): PolicyHolder {
  return { kind: "role", id: requireRole(context, name).roleId, name };
}

/** Like `roleHolder`, for a change: the policies of service-linked roles belong to AWS (UnmodifiableEntity, AWS-capture). */
export function changedRoleHolder(context: Pick<OperationContext, "roles">, name: string): PolicyHolder {
  const role = requireRole(context, name);
  requireModifiable(role);
  return { kind: "role", id: role.roleId, name };
}
