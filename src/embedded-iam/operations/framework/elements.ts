import { arns } from "../../arns.ts";
import type { Account, GroupRow, TagRow, UserRow } from "../../store/index.ts";

/** What every listing shows of a user: never tags or the boundary (docs, checked on AWS by moto's authors). */
export function userElement({ accountId }: Pick<Account, "accountId">, user: UserRow) {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.userId,
    Arn: arns.user(accountId, user.path, user.name),
    CreateDate: user.createDate,
  };
}

/** PasswordLastUsed as GetUser and ListUsers show it; the other operations never do (model). */
export function passwordLastUsed(user: UserRow) {
  return { PasswordLastUsed: user.passwordLastUsed ?? undefined };
}

/** A user's boundary, if it has one. AWS's type is `Policy` (AWS-recorded), whatever the model's enum says. */
export function permissionsBoundary(user: UserRow) {
  if (user.permissionsBoundary === null) return {};
  return {
    PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: user.permissionsBoundary },
  };
}

/** A group; it has no more than this anywhere. */
export function groupElement({ accountId }: Pick<Account, "accountId">, group: GroupRow) {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.groupId,
    Arn: arns.group(accountId, group.path, group.name),
    CreateDate: group.createDate,
  };
}

/** One of a resource's tags. */
export function tagElement({ key, value }: Pick<TagRow, "key" | "value">) {
  return { Key: key, Value: value };
}
