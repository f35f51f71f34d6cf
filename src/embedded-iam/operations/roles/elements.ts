import { arns } from "../../arns.ts";
import type { InstanceProfileRow, RoleRow } from "../../store/index.ts";
import { type OperationContext, permissionsBoundary, tagsIfAny } from "../framework/index.ts";
import { encodedTrustPolicies } from "./trust-policies.ts";

type RoleContext = Pick<OperationContext, "account" | "roles">;

/** The members that all responses with a role contain, in this order. */
export function roleElements({ account, roles }: RoleContext, page: readonly RoleRow[]) {
  const documents = encodedTrustPolicies({ roles }, page);
  return page.map((role) => ({
    Path: role.path,
    RoleName: role.name,
    RoleId: role.roleId,
    Arn: arns.role(account, role.path, role.name),
    CreateDate: role.createDate,
    AssumeRolePolicyDocument: documents.get(role.roleId),
  }));
}

/** The members of one role. */
export function roleElement(context: RoleContext, role: RoleRow) {
  return { ...roleElements(context, [role])[0] };
}

/** Description, which is absent if it is empty. CreateRole never returns it (AWS-recorded). */
export function roleDescription({ description }: Pick<RoleRow, "description">) {
  return { Description: description ?? undefined };
}

/** RoleLastUsed: always present in GetRole and the account's details, and empty if the role was never used (AWS-recorded). */
export function roleLastUsed({ lastUsedDate, lastUsedRegion }: RoleRow) {
  if (lastUsedDate === null || lastUsedRegion === null) return { RoleLastUsed: {} };
  return { RoleLastUsed: { LastUsedDate: lastUsedDate, Region: lastUsedRegion } };
}

/** Everything about a role, as GetRole returns it. */
export function fullRoleElement(context: Pick<OperationContext, "account" | "roles" | "roleTags">, role: RoleRow) {
  return {
    ...roleElement(context, role),
    ...roleDescription(role),
    MaxSessionDuration: role.maxSessionDuration,
    ...permissionsBoundary(role),
    ...tagsIfAny(context.roleTags, role.roleId),
    ...roleLastUsed(role),
  };
}

/** Instance profiles with their roles, without tags. */
export function instanceProfileElements(
  context: Pick<OperationContext, "account" | "instanceProfiles" | "roles">,
  page: readonly InstanceProfileRow[],
) {
  const rolesByProfile = context.instanceProfiles.rolesOf(page.map((profile) => profile.instanceProfileId));
  const elements = new Map(
    roleElements(context, [...rolesByProfile.values()]).map((element) => [element.RoleId, element]),
  );
  return page.map((profile) => {
    const element = elements.get(rolesByProfile.get(profile.instanceProfileId)?.roleId ?? "");
    return {
      Path: profile.path,
      InstanceProfileName: profile.name,
      InstanceProfileId: profile.instanceProfileId,
      Arn: arns.instanceProfile(context.account, profile.path, profile.name),
      CreateDate: profile.createDate,
      Roles: element === undefined ? [] : [element],
    };
  });
}
