import type { Group } from "../../iam/index.ts";
import { missingMember, type User } from "../../iam/index.ts";
import { accountIdIn } from "../../iam-model/arns.ts";
import type { Context } from "../context.ts";
import { encodeGlobalId, keyInAccount } from "./global-id.ts";

type Loaders = Context["loaders"];

/** Not a promise if the account is known: a page of 1000 promises takes longer than the rest of the page. */
type MaybePromise<Value> = Value | Promise<Value>;

/** The id of the account that an existing user is in. */
export function accountOfUser(user: User, { account, users }: Loaders): MaybePromise<string> {
  return account.load(() => users.fact(user, "arn"));
}

/** The id of the account that an existing group is in. */
export function accountOfGroup(group: Group, { account, groups }: Loaders): MaybePromise<string> {
  return account.load(() => groups.fact(group, "arn"));
}

/** The id of the account in an ARN from a response. @throws IamError if the ARN has none */
export function accountOfArn(arn: string, action: string): string {
  const id = accountIdIn(arn);
  if (id === undefined) throw missingMember(action, "Arn");
  return id;
}

export function idOfUser(user: User, loaders: Loaders): MaybePromise<string> {
  return idIn(accountOfUser(user, loaders), "User", user.userName);
}

export function idOfGroup(group: Group, loaders: Loaders): MaybePromise<string> {
  return idIn(accountOfGroup(group, loaders), "Group", group.groupName);
}

/** The global id of a device of any kind that is enabled for a user. */
export function idOfMfaDevice(
  { userName, serialNumber }: { readonly userName: string; readonly serialNumber: string },
  loaders: Loaders,
): MaybePromise<string> {
  return idIn(accountOfUser({ userName }, loaders), "MfaDevice", `${userName}/${serialNumber}`);
}

function idIn(accountId: MaybePromise<string>, typename: string, name: string): MaybePromise<string> {
  const idOf = (account: string) => encodeGlobalId(typename, keyInAccount(account, name));
  return typeof accountId === "string" ? idOf(accountId) : accountId.then(idOf);
}
