import type { Facet } from "./hydration/index.ts";

/** What can be selected of a user that its name does not tell. */
export type UserField = keyof typeof facetOf;

export const facetOf = {
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
  // From the account's credential report, which tells users of one name apart by their creation date.
  passwordEnabled: "identity",
} as const satisfies Record<string, Facet>;

/** The fields among these names that a user's name does not tell. */
export function userFieldsOf(names: Iterable<string>): UserField[] {
  return [...names].filter((name): name is UserField => Object.hasOwn(facetOf, name));
}

/** What is missing of a user of whom these fields will be asked for, besides what is told already. */
export function facetsOf(fields: readonly UserField[], told: readonly Facet[]): Facet[] {
  return [...new Set(fields.map((field) => facetOf[field]))].filter((facet) => !told.includes(facet));
}
