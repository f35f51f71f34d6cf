import type { CompleteUser, User } from "../iam/index.ts";
import type { FieldGroup } from "../iam-model/knowledge.ts";
import type { Facts, Hydrator } from "./hydration/index.ts";
import type { MaybePromise } from "./paging/index.ts";

/** A field of the schema's User that is not derivable from the user's name. */
export type UserField = keyof typeof fieldGroupOf;

/** The fields that are facts about the user itself. */
export type UserFact = Exclude<UserField, "groups" | "mfaDevices" | "hasMfa" | "passwordEnabled">;

/** The field group that each field needs. */
export const fieldGroupOf = {
  userId: "identity",
  arn: "identity",
  path: "identity",
  createDate: "identity",
  passwordLastUsed: "passwordLastUsed",
  permissionsBoundary: "permissionsBoundary",
  tags: "tags",
  groups: "groups",
  mfaDevices: "mfaDevices",
  hasMfa: "mfaDevices",
  // From the credential report, which distinguishes users of the same name by their creation date.
  passwordEnabled: "identity",
} as const satisfies Record<string, FieldGroup>;

/** The field groups that these fields need, without the ones in `except`. */
export function fieldGroupsOf(fields: readonly UserField[], except: readonly FieldGroup[] = []): FieldGroup[] {
  return [...new Set(fields.map((field) => fieldGroupOf[field]))].filter((fieldGroup) => !except.includes(fieldGroup));
}

/** One fact about a user, from the object itself or else from IAM: a promise only if it needs a call. */
export function userFact<Fact extends UserFact>(
  hydrator: Hydrator,
  user: User,
  fact: Fact,
): MaybePromise<CompleteUser[Fact]> {
  const known = user[fact];
  // Defined: `CompleteUser` differs from `User` only in that.
  if (known !== undefined) return known as CompleteUser[typeof fact];
  return hydrator.load(user.userName, fieldGroupOf[fact]).then((facts) => loadedValue(facts, fact));
}

function loadedValue<Fact extends UserFact>(facts: Facts, fact: Fact): CompleteUser[Fact] {
  const value = facts[fact];
  if (value === undefined) throw new Error(`The plan did not load ${fact}`);
  return value as CompleteUser[Fact];
}
