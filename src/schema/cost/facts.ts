import type { CallKind } from "./calls.ts";

/**
 * What a field has to know about its object that not every object brings with it, and the call that tells it. Whoever
 * selects several facts which the same call tells pays for it once an object.
 */
export const facts = {
  /** What IAM's lists tell of a user. */
  "User.listed": "listedUser",
  /** Told by ListUsers too, but not by GetGroup. */
  "User.passwordLastUsed": "listedUser",
  /** Told by GetUser only. */
  "User.whole": "listedUser",
  "User.groups": "groupsOfUser",
  "User.mfaDevices": "mfaDevicesOfUser",
  /** The same of the user whom a virtual device is enabled for. */
  "VirtualMfaDevice.user.listed": "listedUser",
  "VirtualMfaDevice.user.whole": "listedUser",
  "VirtualMfaDevice.user.groups": "groupsOfUser",
  "VirtualMfaDevice.user.mfaDevices": "mfaDevicesOfUser",
  "VirtualMfaDevice.tags": "mfaDeviceTags",
  "OidcProvider.whole": "listedOidcProvider",
} as const satisfies Record<string, CallKind>;

export type Fact = keyof typeof facts;
