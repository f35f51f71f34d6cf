import { type ArnAccount, arns } from "../../arns.ts";
import type { GroupRow, TagRow, UserRow } from "../../store/index.ts";

/** A user as lists return it, without tags and permissions boundary (docs, checked on AWS by moto's authors). */
export function userElement(account: ArnAccount, user: UserRow) {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.userId,
    Arn: arns.user(account, user.path, user.name),
    CreateDate: user.createDate,
  };
}

/** PasswordLastUsed, which only GetUser and ListUsers return (model). */
export function passwordLastUsed(user: Pick<UserRow, "passwordLastUsed">) {
  return { PasswordLastUsed: user.passwordLastUsed ?? undefined };
}

/** The permissions boundary of a user or role, if any. AWS's type is `Policy` (AWS-recorded), unlike the enum in the model. */
export function permissionsBoundary({ permissionsBoundary: arn }: Pick<UserRow, "permissionsBoundary">) {
  if (arn === null) return {};
  return {
    PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: arn },
  };
}

/** A group as all operations return it. */
export function groupElement(account: ArnAccount, group: GroupRow) {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.groupId,
    Arn: arns.group(account, group.path, group.name),
    CreateDate: group.createDate,
  };
}

/** A tag of a resource. */
export function tagElement({ key, value }: Pick<TagRow, "key" | "value">) {
  return { Key: key, Value: value };
}
