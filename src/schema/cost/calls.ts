import { defaultQuotas } from "../../iam-model/quotas.ts";

const PAGE_SIZE = 1000;

/** The number of items in IAM's lists, if they are as long as IAM's default quotas allow. */
export const assumedSize = {
  users: defaultQuotas.usersPerAccount,
  groups: defaultQuotas.groupsPerAccount,
  groupsOfUser: defaultQuotas.groupsPerUser,
  mfaDevicesOfUser: defaultQuotas.mfaDevicesPerUser,
  virtualMfaDevices: defaultQuotas.virtualMfaDevicesPerAccount,
  oidcProviders: defaultQuotas.oidcProvidersPerAccount,
} as const;

/** The number of calls that read a list of this length from start to end. */
export function callsForList(items: number): number {
  return Math.ceil(items / PAGE_SIZE);
}

/** One kind of call. */
export interface KnownCall {
  /** IAM's operation. */
  readonly action: string;
  /** The reason for the call, as the estimate of `iamql-explain` shows it. */
  readonly why: string;
  /** The most calls of this kind in one request: a request does not repeat a read. */
  readonly atMost?: number;
  /** The bulk reads that can replace many calls of this kind, by action (see the loaders' planner). */
  readonly bulk?: Readonly<Record<string, number>>;
}

const userPages = callsForList(assumedSize.users);
const bulkDetails = { GetAccountAuthorizationDetails: userPages, GetAccountSummary: 1 };
const bulkList = { ListUsers: userPages, GetAccountSummary: 1 };
const bulkGroups = { ListGroups: callsForList(assumedSize.groups), GetAccountSummary: 1 };

/** The reasons for bulk reads, as the estimate shows them. */
export const bulkReasons: Readonly<Record<string, string>> = {
  GetAccountAuthorizationDetails: "alternatively, for many users: tags, boundaries and groups of all users",
  ListUsers: "alternatively, for many users: the list of all users",
  ListGroups: "alternatively, for many groups: the list of all groups",
  ListVirtualMFADevices: "alternatively, for many users: all assigned virtual MFA devices",
  GetCredentialReport: "which users have an MFA device, if not all devices are virtual",
  GetAccountSummary: "entity counts: to choose a plan, and to see whether all MFA devices are virtual",
};

/** The kinds of read calls. */
export const calls = {
  credentialReport: {
    action: "GetCredentialReport",
    atMost: 1,
    why: "the credential report: which users have a password or an MFA device",
  },
  madeCredentialReport: {
    action: "GenerateCredentialReport",
    atMost: 1,
    why: "a new credential report, if the last one is over four hours old; GetCredentialReport repeats until it is ready",
  },
  accountSummary: { action: "GetAccountSummary", atMost: 1, why: "entity counts of the account" },
  signingUser: { action: "GetUser", atMost: 1, why: "the user whose access key signs the gateway's calls" },
  user: { action: "GetUser", why: "a user by name", bulk: { ...bulkDetails, ...bulkList } },
  userIdentity: {
    action: "GetUser",
    atMost: assumedSize.users,
    why: "id, ARN, path or creation date of users known by name only",
    bulk: bulkList,
  },
  userPassword: {
    action: "GetUser",
    atMost: assumedSize.users,
    why: "when users known by name only last used their password",
    bulk: bulkList,
  },
  userDetails: {
    action: "GetUser",
    atMost: assumedSize.users,
    why: "tags or permissions boundaries of users, which ListUsers does not return",
    bulk: bulkDetails,
  },
  wholeUser: {
    action: "GetUser",
    atMost: assumedSize.users,
    why: "tags or permissions boundaries of users, and when they last used their password",
    bulk: { ...bulkDetails, ...bulkList },
  },
  users: { action: "ListUsers", why: "a page of users" },
  detailedUsers: { action: "GetAccountAuthorizationDetails", why: "a page of users with tags, boundaries and groups" },
  group: { action: "GetGroup", why: "a group by name", bulk: bulkGroups },
  groupFacts: {
    action: "GetGroup",
    atMost: assumedSize.groups,
    why: "id, ARN, path or creation date of groups known by name only",
    bulk: bulkGroups,
  },
  groupUsers: { action: "GetGroup", why: "a page of a group's users" },
  groups: { action: "ListGroups", why: "a page of groups" },
  groupsOfUser: {
    action: "ListGroupsForUser",
    atMost: assumedSize.users,
    why: "the groups of users",
    bulk: bulkDetails,
  },
  mfaDevices: { action: "ListMFADevices", why: "a user's MFA devices" },
  mfaDevicesOfUser: {
    action: "ListMFADevices",
    atMost: assumedSize.users,
    why: "the MFA devices of users",
    bulk: {
      ListVirtualMFADevices: callsForList(assumedSize.virtualMfaDevices),
      GetAccountSummary: 2,
      GetCredentialReport: 1,
    },
  },
  virtualMfaDevices: { action: "ListVirtualMFADevices", why: "a page of virtual MFA devices" },
  foundVirtualMfaDevice: {
    action: "ListVirtualMFADevices",
    atMost: callsForList(assumedSize.virtualMfaDevices),
    why: "virtual MFA devices by serial number, for which IAM has only the full list",
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
    why: "client ids, thumbprints, creation date or tags of providers",
  },
} as const satisfies Record<string, KnownCall>;

export type ReadKind = keyof typeof calls;

/** A kind of call. For the write of a mutation it names the action, such as `write:CreateUser`. */
export type CallKind = ReadKind | `write:${string}`;

/** The number of calls by kind. */
export type Calls = ReadonlyMap<CallKind, number>;

/** Calls of one kind. */
export function callsOf(kind: CallKind, count = 1): Calls {
  return new Map([[kind, count]]);
}

export function callOf(kind: CallKind): KnownCall {
  return isRead(kind)
    ? calls[kind]
    : { action: kind.slice("write:".length), why: "the change, and reads that go with it" };
}

function isRead(kind: CallKind): kind is ReadKind {
  return Object.hasOwn(calls, kind);
}
