import { defaultQuotas } from "../../iam-model/quotas.ts";

const WHOLE_PAGE = 1000;

/** How many items a list of IAM's has, where it is as long as IAM's default quotas let it become. */
export const assumedSize = {
  users: defaultQuotas.usersPerAccount,
  groups: defaultQuotas.groupsPerAccount,
  groupsOfUser: defaultQuotas.groupsPerUser,
  mfaDevicesOfUser: defaultQuotas.mfaDevicesPerUser,
  virtualMfaDevices: defaultQuotas.virtualMfaDevicesPerAccount,
  oidcProviders: defaultQuotas.oidcProvidersPerAccount,
} as const;

/** Calls that walk a list of so many items from its start to its end. */
export function walkOf(items: number): number {
  return Math.ceil(items / WHOLE_PAGE);
}

interface Asked {
  /** IAM's operation. */
  readonly action: string;
  /** The most calls that one request makes of this kind: what it has asked before, it does not ask again. */
  readonly atMost?: number;
}

/** The kinds of calls that reads make. */
export const calls = {
  accountSummary: { action: "GetAccountSummary", atMost: 1 },
  signingUser: { action: "GetUser", atMost: 1 },
  user: { action: "GetUser" },
  listedUser: { action: "GetUser", atMost: assumedSize.users },
  users: { action: "ListUsers" },
  group: { action: "GetGroup" },
  groupUsers: { action: "GetGroup" },
  groups: { action: "ListGroups" },
  groupsOfUser: { action: "ListGroupsForUser", atMost: assumedSize.users },
  mfaDevices: { action: "ListMFADevices" },
  mfaDevicesOfUser: { action: "ListMFADevices", atMost: assumedSize.users },
  virtualMfaDevices: { action: "ListVirtualMFADevices" },
  foundVirtualMfaDevice: { action: "ListVirtualMFADevices", atMost: walkOf(assumedSize.virtualMfaDevices) },
  mfaDeviceTags: { action: "ListMFADeviceTags", atMost: assumedSize.virtualMfaDevices },
  oidcProviders: { action: "ListOpenIDConnectProviders", atMost: 1 },
  oidcProvider: { action: "GetOpenIDConnectProvider" },
  listedOidcProvider: { action: "GetOpenIDConnectProvider", atMost: assumedSize.oidcProviders },
} as const satisfies Record<string, Asked>;

/** A kind of call; for the writes of mutations, the action itself, such as `write:CreateUser`. */
export type CallKind = keyof typeof calls | `write:${string}`;

/** Calls, by kind. */
export type Calls = ReadonlyMap<CallKind, number>;

export function asking(kind: CallKind, count = 1): Calls {
  return new Map([[kind, count]]);
}

/** What a kind of call is at IAM. */
export function askedBy(kind: CallKind): Asked {
  return isRead(kind) ? calls[kind] : { action: kind.slice("write:".length) };
}

function isRead(kind: CallKind): kind is keyof typeof calls {
  return Object.hasOwn(calls, kind);
}
