import type { FieldGroup } from "../iam-model/knowledge.ts";

/** A field of the schema's User that is not derivable from the user's name. */
export type UserField = keyof typeof fieldGroupOf;

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
