import { accountIdIn, pathAndNameIn } from "../../../iam-model/arns.ts";
import { arns } from "../../arns.ts";
import type { Services } from "../../services.ts";

/**
 * The unique id of a user or role of the account, by its exact ARN or by that id; undefined if there is none. Names are
 * unique without regard to case, but policies name ARNs exactly.
 */
export function entityIdOf(
  { account, roles, users }: Pick<Services, "account" | "roles" | "users">,
  arnOrId: string,
): string | undefined {
  if (accountIdIn(arnOrId) === undefined) {
    return users.findById(arnOrId)?.userId ?? roles.findById(arnOrId)?.roleId;
  }
  const user = users.find(pathAndNameIn("user", arnOrId)?.name ?? "");
  if (user !== undefined && arns.user(account, user.path, user.name) === arnOrId) return user.userId;
  const role = roles.find(pathAndNameIn("role", arnOrId)?.name ?? "");
  return role !== undefined && arns.role(account, role.path, role.name) === arnOrId ? role.roleId : undefined;
}
