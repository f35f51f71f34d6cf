import { arns } from "../../arns.ts";
import type { Account, GroupRow, TagRow, UserRow } from "../../store/index.ts";

/** A user as lists return it, without tags and permissions boundary (docs, checked on AWS by moto's authors). */
export function userElement({ accountId }: Pick<Account, "accountId">, user: UserRow) {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.userId,
    Arn: arns.user(accountId, user.path, user.name),
    CreateDate: user.createDate,
  };
}

/** PasswordLastUsed, which only GetUser and ListUsers return (model). */
export function passwordLastUsed(user: UserRow) {
  return { PasswordLastUsed: user.passwordLastUsed ?? undefined };
}

/** A user's permissions boundary, if any. AWS's type is `Policy` (AWS-recorded), unlike the enum in the model. */
export function permissionsBoundary(user: UserRow) {
  if (user.permissionsBoundary === null) return {};
  return {
    PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: user.permissionsBoundary },
  };
}

/** A group as all operations return it. */
export function groupElement({ accountId }: Pick<Account, "accountId">, group: GroupRow) {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.groupId,
    Arn: arns.group(accountId, group.path, group.name),
    CreateDate: group.createDate,
  };
}

/** A tag of a resource. */
export function tagElement({ key, value }: Pick<TagRow, "key" | "value">) {
  return { Key: key, Value: value };
}
