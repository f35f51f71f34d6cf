import { bulkKnowledge, bulkReadsOf, type FieldGroup, lookUpOf } from "../../iam-model/knowledge.ts";
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

/** How one kind of call is made. */
export interface Asked {
  /** IAM's operation. */
  readonly action: string;
  /** What it tells, for people. */
  readonly why: string;
  /** The most calls that one request makes of this kind: what it has asked before, it does not ask again. */
  readonly atMost?: number;
  /** What the loaders can call instead for many at once, by action. */
  readonly bulk?: Readonly<Record<string, number>>;
}

const listLength = {
  users: assumedSize.users,
  groups: assumedSize.groups,
  mfaDevicesInUse: assumedSize.virtualMfaDevices,
} as const;

/** Looking up these field groups by name, and the bulk reads that replace many look-ups, as the knowledge table has them. */
function lookingUp(...fieldGroups: readonly [FieldGroup, ...FieldGroup[]]): Pick<Asked, "action" | "bulk"> {
  // The planner asks for the account's size before it chooses a bulk read.
  const bulk: Record<string, number> = { GetAccountSummary: 1 };
  for (const bulkRead of bulkReadsOf(fieldGroups)) {
    const { length, confirmedBy, supplementedBy } = bulkKnowledge(bulkRead);
    bulk[bulkRead] = walkOf(listLength[length]);
    if (confirmedBy !== undefined) bulk[confirmedBy] = (bulk[confirmedBy] ?? 0) + 1;
    if (supplementedBy !== undefined) bulk[supplementedBy] = 1;
  }
  return { action: lookUpOf(fieldGroups[0]), bulk };
}

/** Why bulk operations are called, for people. */
export const bulkReasons: Readonly<Record<string, string>> = {
  GetAccountAuthorizationDetails: "or, for many users at once, tags, boundaries and groups of the whole account",
  ListUsers: "or, for many users at once, the list of all users",
  ListGroups: "or, for many groups at once, the list of all groups",
  ListVirtualMFADevices: "or, for many users at once, all assigned virtual devices",
  GetCredentialReport: "or, if devices other than virtual ones are in use, which users have a device",
  GetAccountSummary: "how much the account has: to plan by, and to know that virtual devices are all there are",
};

/** The kinds of calls that reads make. */
export const calls = {
  credentialReport: {
    action: "GetCredentialReport",
    atMost: 1,
    why: "who has a password, and who an MFA device: one report for the whole account",
  },
  madeCredentialReport: {
    action: "GenerateCredentialReport",
    atMost: 1,
    why: "where IAM has no report of the last four hours; GetCredentialReport is repeated then until it is there",
  },
  accountSummary: { action: "GetAccountSummary", atMost: 1, why: "the account in numbers" },
  signingUser: { action: "GetUser", atMost: 1, why: "whose key signs" },
  user: { ...lookingUp("identity", "passwordLastUsed", "tags", "permissionsBoundary"), why: "a user by name" },
  userIdentity: {
    ...lookingUp("identity"),
    atMost: assumedSize.users,
    why: "id, ARN, path or creation date of users that are known by name only",
  },
  userPassword: {
    ...lookingUp("passwordLastUsed"),
    atMost: assumedSize.users,
    why: "when users that were not listed used their passwords",
  },
  userDetails: {
    ...lookingUp("tags", "permissionsBoundary"),
    atMost: assumedSize.users,
    why: "tags or boundaries, which no list of users tells",
  },
  wholeUser: {
    ...lookingUp("passwordLastUsed", "tags", "permissionsBoundary"),
    atMost: assumedSize.users,
    why: "tags or boundaries, and the use of passwords",
  },
  users: { action: "ListUsers", why: "a page of users" },
  detailedUsers: { action: "GetAccountAuthorizationDetails", why: "a page of users with tags, boundaries and groups" },
  group: { ...lookingUp("group"), why: "a group by name" },
  groupFacts: {
    ...lookingUp("group"),
    atMost: assumedSize.groups,
    why: "id, ARN, path or creation date of groups that are known by name only",
  },
  groupUsers: { action: "GetGroup", why: "a page of a group's users" },
  groups: { action: "ListGroups", why: "a page of groups" },
  groupsOfUser: {
    ...lookingUp("groups"),
    atMost: assumedSize.users,
    why: "the groups of users",
  },
  mfaDevices: { action: "ListMFADevices", why: "a user's MFA devices" },
  mfaDevicesOfUser: {
    ...lookingUp("mfaDevices"),
    atMost: assumedSize.users,
    why: "the MFA devices of users",
  },
  virtualMfaDevices: { action: "ListVirtualMFADevices", why: "a page of virtual MFA devices" },
  foundVirtualMfaDevice: {
    action: "ListVirtualMFADevices",
    atMost: walkOf(assumedSize.virtualMfaDevices),
    why: "virtual MFA devices by serial number: IAM can only list them all",
  },
  mfaDeviceTags: {
    action: "ListMFADeviceTags",
    atMost: assumedSize.virtualMfaDevices,
    why: "the tags of virtual MFA devices",
  },
  oidcProviders: { action: "ListOpenIDConnectProviders", atMost: 1, why: "the ARNs of all providers" },
  oidcProvider: { action: "GetOpenIDConnectProvider", why: "a provider by ARN" },
  listedOidcProvider: {
    action: "GetOpenIDConnectProvider",
    atMost: assumedSize.oidcProviders,
    why: "what the list of providers does not tell: all but the ARN",
  },
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
  return isRead(kind) ? calls[kind] : { action: kind.slice("write:".length), why: "the change, and what goes with it" };
}

function isRead(kind: CallKind): kind is keyof typeof calls {
  return Object.hasOwn(calls, kind);
}
