import { MOST_REPRESENTATIONS, readReference } from "../federation/references.ts";
import { decodeGlobalId } from "../node/global-id.ts";
import { asking, assumedSize, type CallKind, type Calls, walkOf } from "./calls.ts";
import { isGiven, pagedConnection, pageSize, pagesOf } from "./connection-cost.ts";
import { callsTelling, type Fact } from "./facts.ts";
import { type Arguments, type FieldCost, TYPE_PREFIX } from "./field-cost.ts";

const WHOLE_USER: readonly Fact[] = ["User.listed", "User.passwordLastUsed", "User.details"];
const USER_FROM_LIST: readonly Fact[] = ["User.listed"];
const WHOLE_GROUP: readonly Fact[] = ["Group.whole"];

/** What it takes to find the node of an id, and what is known of it then. */
const nodeCalls: Readonly<Record<string, CallKind>> = {
  User: "user",
  Group: "group",
  MfaDevice: "mfaDevices",
  VirtualMfaDevice: "foundVirtualMfaDevice",
  OidcProvider: "oidcProvider",
};
const KNOWN_OF_NODES: readonly Fact[] = [
  ...WHOLE_USER,
  ...WHOLE_GROUP,
  "VirtualMfaDevice.user.listed",
  "OidcProvider.whole",
];
const MOST_NODES = 100;

const node: FieldCost = {
  calls: (args) => callsOfTypes(typesOfIds(args)),
  size: (args) => sizeOfTypes(typesOfIds(args)),
  types: typesOfIds,
  knows: KNOWN_OF_NODES,
};

/** Fields of a type that come with its objects. */
function free(type: string, ...fields: readonly string[]): Record<string, FieldCost> {
  return Object.fromEntries(fields.map((field) => [`${type}.${field}`, {}]));
}

function connectionTypes(entity: string): Record<string, FieldCost> {
  return {
    ...free(`${entity}Connection`, "edges", "nodes", "pageInfo", "totalCount"),
    ...free(`${entity}Edge`, "cursor", "node"),
  };
}

const CREDENTIAL_REPORT: Calls = new Map([...callsTelling(["User.credentials"])].map((kind) => [kind, 1] as const));

const listedUsers = pagedConnection("users", "users", {
  knows: ["User.listed", "User.passwordLastUsed"],
  countedBySummary: hasNoPrefix,
});

/**
 * Users that pass a filter can be anywhere in the list: all pages may have to be read, and each user checked.
 */
function filteredBy(args: Arguments, kind: CallKind): Calls {
  return new Map([
    ...asking(kind, walkOf(assumedSize.users) + (isGiven(args, "after") || isGiven(args, "before") ? 1 : 0)),
    ...(isFilteredBy(args, "hasMfa") ? asking("mfaDevicesOfUser", assumedSize.users) : []),
    ...(isFilteredBy(args, "passwordEnabled") ? CREDENTIAL_REPORT : []),
  ]);
}

function isFiltered(args: Arguments): boolean {
  return isFilteredBy(args, "hasMfa") || isFilteredBy(args, "passwordEnabled");
}

function isFilteredBy({ filter }: Arguments, member: "hasMfa" | "passwordEnabled"): boolean {
  return typeof filter === "object" && filter !== null && typeof Reflect.get(filter, member) === "boolean";
}

/**
 * What each field costs, by type and field. A field of the schema's reads that is missing here fails a test; what is only
 * reached through mutations may be (see `costOfField`).
 */
export const fieldCosts: Readonly<Record<string, FieldCost>> = {
  "Query.accountSummary": { calls: () => asking("accountSummary") },
  "Query.signingUser": { calls: () => asking("signingUser"), knows: WHOLE_USER },
  "Query.user": { calls: () => asking("user"), knows: WHOLE_USER },
  "Query.users": {
    ...listedUsers,
    calls: (args) => (isFiltered(args) ? filteredBy(args, "users") : (listedUsers.calls?.(args) ?? new Map())),
    count: (args) => (isFiltered(args) ? filteredBy(args, "users") : (listedUsers.count?.(args) ?? new Map())),
    instead: byDetails,
  },
  "Query.credentialReport": { calls: () => CREDENTIAL_REPORT },
  "Query.group": { calls: () => asking("group"), knows: WHOLE_GROUP },
  "Query.groups": pagedConnection("groups", "groups", { knows: WHOLE_GROUP, countedBySummary: hasNoPrefix }),
  "Query.mfaDevices": {
    calls: (args) => new Map([...(isGiven(args, "userName") ? [] : [["signingUser", 1] as const]), ["mfaDevices", 1]]),
    size: (args) => ({ nodes: pageSize(args, { atMost: assumedSize.mfaDevicesOfUser }) }),
    knows: [],
  },
  "Query.virtualMfaDevice": {
    calls: () => asking("foundVirtualMfaDevice", walkOf(assumedSize.virtualMfaDevices)),
    knows: ["VirtualMfaDevice.user.listed"],
  },
  "Query.virtualMfaDevices": pagedConnection("virtualMfaDevices", "virtualMfaDevices", {
    knows: ["VirtualMfaDevice.user.listed"],
  }),
  "Query.oidcProvider": { calls: () => asking("oidcProvider"), knows: ["OidcProvider.whole"] },
  "Query.oidcProviders": {
    calls: () => asking("oidcProviders"),
    size: (args) => ({ nodes: pageSize(args), objects: pageSize(args, { atMost: assumedSize.oidcProviders }) }),
    knows: [],
  },
  "Query._service": {},
  ...free("_Service", "sdl"),
  "Query._entities": {
    calls: (args) => callsOfTypes(typesOf(new Map(referencesOf(args)).values())),
    size: (args) => sizeOfTypes(typesOf(new Map(referencesOf(args)).values())),
    // An entity that is referred to twice is looked up once, and answered twice with all that is below it.
    types: (args) => typesOf(referencesOf(args).map(([, typename]) => typename)),
    knows: KNOWN_OF_NODES,
  },
  "Query.node": node,
  "Query.nodes": node,

  ...free("User", "id", "userName"),
  "User.userId": { needs: ["User.listed"] },
  "User.arn": { needs: ["User.listed"] },
  "User.path": { needs: ["User.listed"] },
  "User.createDate": { needs: ["User.listed"] },
  "User.passwordLastUsed": { needs: ["User.passwordLastUsed"] },
  "User.hasMfa": { needs: ["User.listed", "User.mfaDevices"] },
  "User.passwordEnabled": { needs: ["User.listed", "User.credentials"] },
  "User.permissionsBoundary": { needs: ["User.details"] },
  "User.tags": { needs: ["User.details"] },
  "User.groups": {
    needs: ["User.groups"],
    size: (args) => ({ nodes: pageSize(args, { atMost: assumedSize.groupsOfUser }) }),
    knows: [],
  },
  "User.mfaDevices": {
    needs: ["User.mfaDevices"],
    size: (args) => ({ nodes: pageSize(args, { atMost: assumedSize.mfaDevicesOfUser }) }),
    knows: [],
  },

  ...free("Group", "id", "groupName"),
  "Group.groupId": { needs: WHOLE_GROUP },
  "Group.arn": { needs: WHOLE_GROUP },
  "Group.path": { needs: WHOLE_GROUP },
  "Group.createDate": { needs: WHOLE_GROUP },
  "Group.users": pagedConnection("groupUsers", "users", { knows: USER_FROM_LIST }),

  ...free("MfaDevice", "id", "serialNumber", "kind", "enableDate", "userName"),
  "MfaDevice.user": { knows: [] },
  "MfaDevice.virtualDevice": { knows: [] },

  ...free("VirtualMfaDevice", "id", "serialNumber", "assignmentStatus", "enableDate", "assignedToRoot"),
  // The list of devices knows more of the user than a user's own device does.
  "VirtualMfaDevice.user": {
    passesOn: {
      "User.listed": "VirtualMfaDevice.user.listed",
      "User.passwordLastUsed": "VirtualMfaDevice.user.passwordLastUsed",
      "User.details": "VirtualMfaDevice.user.details",
      "User.groups": "VirtualMfaDevice.user.groups",
      "User.mfaDevices": "VirtualMfaDevice.user.mfaDevices",
    },
  },
  "VirtualMfaDevice.tags": { needs: ["VirtualMfaDevice.tags"] },

  ...free("OidcProvider", "id", "arn", "url"),
  "OidcProvider.clientIds": { needs: ["OidcProvider.whole"] },
  "OidcProvider.thumbprints": { needs: ["OidcProvider.whole"] },
  "OidcProvider.createDate": { needs: ["OidcProvider.whole"] },
  "OidcProvider.tags": { needs: ["OidcProvider.whole"] },

  ...connectionTypes("User"),
  ...free("UserConnection", "asOf"),
  ...connectionTypes("Group"),
  ...connectionTypes("MfaDevice"),
  ...free("MfaDeviceConnection", "isComplete", "asOf"),
  ...connectionTypes("VirtualMfaDevice"),
  ...connectionTypes("OidcProvider"),
  ...free("PageInfo", "startCursor", "endCursor", "hasNextPage", "hasPreviousPage"),
  ...free("PermissionsBoundary", "type", "arn"),
  ...free("Tag", "key", "value"),
  ...free("AccountSummary", "users", "usersQuota", "groups", "groupsQuota", "mfaDevices", "mfaDevicesInUse"),
  ...free("AccountSummary", "accountMfaEnabled", "providers"),
  ...free("CredentialReport", "asOf", "users", "usersWithMfa", "usersWithPassword", "usersWithPasswordWithoutMfa"),
  ...free("CredentialReport", "rootHasMfa"),
};

/** A page of the account's details knows more than one of the list, and is read instead where that is of use. */
function byDetails(args: Arguments, needed: ReadonlySet<Fact>): ReturnType<NonNullable<FieldCost["instead"]>> {
  const isOfUse = needed.has("User.details") || needed.has("User.groups");
  if (!isOfUse || needed.has("User.passwordLastUsed")) return undefined;
  if (!hasNoPrefix(args) || isGiven(args, "after") || isGiven(args, "before")) return undefined;
  return {
    calls: isFiltered(args)
      ? filteredBy(args, "detailedUsers")
      : asking("detailedUsers", pagesOf(args, assumedSize.users)),
    knows: ["User.listed", "User.details", "User.groups"],
  };
}

function hasNoPrefix(args: Arguments): boolean {
  return !isGiven(args, "pathPrefix");
}

/** Ids that are malformed, or too many, are refused before any call. */
function typesOfIds({ id, ids = [id] }: Arguments): ReadonlyMap<string, number> {
  const types = new Map<string, number>();
  if (!Array.isArray(ids) || ids.length > MOST_NODES) return types;
  for (const one of ids) {
    const typename = typeof one === "string" ? decodeGlobalId(one)?.typename : undefined;
    if (typename === undefined || !Object.hasOwn(nodeCalls, typename)) continue;
    types.set(typename, (types.get(typename) ?? 0) + 1);
  }
  return types;
}

/** What a router refers to: each reference as text, with its type. Those that fail their own place ask for nothing. */
function referencesOf({ representations, [TYPE_PREFIX]: prefix }: Arguments): (readonly [string, string])[] {
  const typePrefix = typeof prefix === "string" ? prefix : "";
  if (!Array.isArray(representations) || representations.length > MOST_REPRESENTATIONS) return [];
  return representations.flatMap((representation) => {
    try {
      const { typename, key, value } = readReference(representation, typePrefix);
      return [[`${typename} ${key} ${value}`, typename] as const];
    } catch {
      return [];
    }
  });
}

function typesOf(typenames: Iterable<string>): ReadonlyMap<string, number> {
  const types = new Map<string, number>();
  for (const typename of typenames) types.set(typename, (types.get(typename) ?? 0) + 1);
  return types;
}

function sizeOfTypes(types: ReadonlyMap<string, number>) {
  return { nodes: types.values().reduce((sum, count) => sum + count, 0) };
}

function callsOfTypes(types: ReadonlyMap<string, number>): Calls {
  const calls = new Map<CallKind, number>();
  for (const [typename, count] of types) {
    const kind = nodeCalls[typename];
    // One walk finds them all.
    if (kind === "foundVirtualMfaDevice") calls.set(kind, walkOf(assumedSize.virtualMfaDevices));
    else if (kind !== undefined) calls.set(kind, count);
  }
  return calls;
}
