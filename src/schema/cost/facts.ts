import type { CallKind } from "./calls.ts";

/**
 * What a field has to know about its object that not every object brings with it, and the call that tells it. Whoever
 * selects several facts which the same call tells pays for it once an object.
 */
export const facts = {
  /** What IAM's lists tell of a user. */
  "User.listed": "userIdentity",
  /** Told by ListUsers too, but not by GetGroup. */
  "User.passwordLastUsed": "userPassword",
  /** Told by GetUser and the account's details only. */
  "User.details": "userDetails",
  "User.groups": "groupsOfUser",
  "User.mfaDevices": "mfaDevicesOfUser",
  /** Told by the account's credential report. */
  "User.credentials": "credentialReport",
  "Group.whole": "groupFacts",
  /** The same of the user whom a virtual device is enabled for. */
  "VirtualMfaDevice.user.listed": "userIdentity",
  "VirtualMfaDevice.user.passwordLastUsed": "userPassword",
  "VirtualMfaDevice.user.details": "userDetails",
  "VirtualMfaDevice.user.groups": "groupsOfUser",
  "VirtualMfaDevice.user.mfaDevices": "mfaDevicesOfUser",
  "VirtualMfaDevice.tags": "mfaDeviceTags",
  "OidcProvider.whole": "listedOidcProvider",
} as const satisfies Record<string, CallKind>;

export type Fact = keyof typeof facts;

/** The kinds of calls that tell these facts of one object, each once. GetUser tells all of a user's. */
export function callsTelling(needed: Iterable<Fact>): ReadonlySet<CallKind> {
  const kinds = new Set<CallKind>([...needed].map((fact) => facts[fact]));
  if (kinds.has("userDetails") && kinds.has("userPassword")) {
    for (const kind of ["userDetails", "userPassword"] as const) kinds.delete(kind);
    kinds.add("wholeUser");
  }
  // Where it is not there, it is made.
  if (kinds.has("credentialReport")) kinds.add("madeCredentialReport");
  if (kinds.has("wholeUser") || kinds.has("userDetails") || kinds.has("userPassword")) kinds.delete("userIdentity");
  return kinds;
}
