import { UsageError } from "../shell/failures.ts";

/** A list that can be exported: a root field with the arguments `first` and `after`. */
export interface List {
  readonly field: string;
  /** The type of its nodes. */
  readonly type: string;
  /** The default columns: fields that the list returns without a call for each entity. */
  readonly columns: readonly string[];
  /** Connections that can be columns, because IAM's quotas limit them to one page. */
  readonly wholeConnections: readonly string[];
  /** Arguments that filter its nodes, by command-line option. */
  readonly filters: Readonly<Record<string, Filter>>;
}

export interface Filter {
  readonly argument: string;
  readonly type: string;
  /** If the argument is an input object: the boolean member that the option sets. */
  readonly member?: string;
}

const pathPrefix = { "path-prefix": { argument: "pathPrefix", type: "String" } };

const LISTS: Readonly<Record<string, List>> = {
  users: {
    field: "users",
    type: "User",
    columns: ["userName", "userId", "arn", "path", "createDate", "passwordLastUsed"],
    wholeConnections: ["groups", "mfaDevices"],
    filters: {
      ...pathPrefix,
      "has-mfa": { argument: "filter", type: "UserFilter", member: "hasMfa" },
      "password-enabled": { argument: "filter", type: "UserFilter", member: "passwordEnabled" },
    },
  },
  groups: {
    field: "groups",
    type: "Group",
    columns: ["groupName", "groupId", "arn", "path", "createDate"],
    wholeConnections: [],
    filters: pathPrefix,
  },
  "oidc-providers": {
    field: "oidcProviders",
    type: "OidcProvider",
    columns: ["url", "arn"],
    wholeConnections: [],
    filters: {},
  },
  "virtual-mfa-devices": {
    field: "virtualMfaDevices",
    type: "VirtualMfaDevice",
    columns: ["serialNumber", "assignmentStatus", "enableDate", "user"],
    wholeConnections: [],
    filters: { "assignment-status": { argument: "assignmentStatus", type: "MfaAssignmentStatusFilter" } },
  },
};

export const listNames: readonly string[] = Object.keys(LISTS);

/** The list with this name. @throws UsageError */
export function findList(name: string): List {
  const list = Object.hasOwn(LISTS, name) ? LISTS[name] : undefined;
  if (list === undefined) throw new UsageError(`Expected one of the lists ${listNames.join(", ")}; got "${name}".`);
  return list;
}
