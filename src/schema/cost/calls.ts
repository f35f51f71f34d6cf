import { bulkKnowledge, bulkReadsOf, type FieldGroup, lookUpOf } from "../../iam-model/knowledge.ts";
import { defaultQuotas, MAX_PAGE_SIZE } from "../../iam-model/quotas.ts";

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
  return Math.ceil(items / MAX_PAGE_SIZE);
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
  /** The kind that makes the same call. If an operation has both, only that one counts. */
  readonly madeBy?: "passwords";
  /** Calls for objects that the bulk read or the report does not cover. */
  readonly completedBy?: Completion;
}

/**
 * Calls for objects that other calls do not cover: at most one an object. Few accounts need many of them, so the limit of
 * calls counts them only while the operation runs.
 */
export interface Completion {
  readonly action: string;
  readonly why: string;
  readonly atMost: number;
  /** Calls that come first, by action. */
  readonly after?: Readonly<Record<string, number>>;
}

const listLength = {
  users: assumedSize.users,
  groups: assumedSize.groups,
  mfaDevicesInUse: assumedSize.virtualMfaDevices,
} as const;

/** The look-up of these field groups by name, and the bulk reads that can replace many look-ups, from the table of knowledge. */
function lookingUp(...fieldGroups: readonly [FieldGroup, ...FieldGroup[]]): Pick<KnownCall, "action" | "bulk"> {
  // The planner asks for the account's size before it chooses a bulk read.
  const bulk: Record<string, number> = { GetAccountSummary: 1 };
  for (const bulkRead of bulkReadsOf(fieldGroups)) {
    const { length, confirmedBy, supplementedBy } = bulkKnowledge(bulkRead);
    bulk[bulkRead] = callsForList(listLength[length]);
    if (confirmedBy !== undefined) bulk[confirmedBy] = (bulk[confirmedBy] ?? 0) + 1;
    if (supplementedBy !== undefined) bulk[supplementedBy] = 1;
  }
  return { action: lookUpOf(fieldGroups[0]), bulk };
}

/** The reasons for bulk reads, as the estimate shows them. */
export const bulkReasons: Readonly<Record<string, string>> = {
  GetAccountAuthorizationDetails: "alternatively, for many users: tags, boundaries and groups of all users",
  ListUsers: "alternatively, for many users: the list of all users",
  ListGroups: "alternatively, for many groups: the list of all groups",
  ListVirtualMFADevices: "alternatively, for many users: all assigned virtual MFA devices",
  GenerateCredentialReport: "a new credential report, if the last one is over four hours old",
  GetCredentialReport: "which users have an MFA device, if not all devices are virtual",
  GetAccountSummary: "entity counts: to choose a plan, and to see whether all MFA devices are virtual",
};

/** The kinds of read calls. */
export const calls = {
  credentialReport: {
    action: "GetCredentialReport",
    atMost: 1,
    madeBy: "passwords",
    why: "the credential report: which users have a password or an MFA device",
  },
  passwords: {
    action: "GetCredentialReport",
    atMost: 1,
    why: "the credential report: which users have a password",
    completedBy: {
      action: "GetLoginProfile",
      atMost: assumedSize.users,
      why: "the passwords of users that changed after the credential report",
    },
  },
  madeCredentialReport: {
    action: "GenerateCredentialReport",
    atMost: 1,
    why: "a new credential report, if the last one is over four hours old; GetCredentialReport repeats until it is ready",
  },
  accountSummary: { action: "GetAccountSummary", atMost: 1, why: "entity counts of the account" },
  account: { action: "GetUser", atMost: 1, why: "the account's id, if no response contained an ARN yet" },
  signingUser: { action: "GetUser", atMost: 1, why: "the user whose access key signs the gateway's calls" },
  user: { ...lookingUp("identity", "passwordLastUsed", "tags", "permissionsBoundary"), why: "a user by name" },
  userIdentity: {
    ...lookingUp("identity"),
    atMost: assumedSize.users,
    why: "id, ARN, path or creation date of users known by name only",
  },
  userPassword: {
    ...lookingUp("passwordLastUsed"),
    atMost: assumedSize.users,
    why: "when users known by name only last used their password",
  },
  userDetails: {
    ...lookingUp("tags", "permissionsBoundary"),
    atMost: assumedSize.users,
    why: "tags or permissions boundaries of users, which ListUsers does not return",
  },
  wholeUser: {
    ...lookingUp("passwordLastUsed", "tags", "permissionsBoundary"),
    atMost: assumedSize.users,
    why: "tags or permissions boundaries of users, and when they last used their password",
  },
  users: { action: "ListUsers", why: "a page of users" },
  detailedUsers: { action: "GetAccountAuthorizationDetails", why: "a page of users with tags, boundaries and groups" },
  group: { ...lookingUp("group"), why: "a group by name" },
  groupFacts: {
    ...lookingUp("group"),
    atMost: assumedSize.groups,
    why: "id, ARN, path or creation date of groups known by name only",
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
    completedBy: {
      action: lookUpOf("mfaDevices"),
      atMost: assumedSize.users,
      why: "the devices of users that can have devices that are not virtual",
      after: { GenerateCredentialReport: 1 },
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
