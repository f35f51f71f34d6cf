import { UsageError } from "../shell/failures.ts";

/** A list that can be exported: a root field of the schema with `first` and `after`. */
export interface List {
  readonly field: string;
  /** Its nodes' type. */
  readonly type: string;
  readonly columns: readonly string[];
  /** Connections that are columns too, for IAM's quotas let none of them have more than a page. */
  readonly wholeConnections: readonly string[];
  /** The arguments that choose among its nodes, by the options that give them. */
  readonly filters: Readonly<Record<string, Filter>>;
}

export interface Filter {
  readonly argument: string;
  readonly type: string;
  /** Where the argument is an object: the one of its fields that the option gives, which is true or false. */
  readonly member?: string;
}

const pathPrefix = { "path-prefix": { argument: "pathPrefix", type: "String" } };

/** Columns are at first those that the list itself knows, without a call for each entity. */
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

/** The list of that name. @throws UsageError */
export function findList(name: string): List {
  const list = Object.hasOwn(LISTS, name) ? LISTS[name] : undefined;
  if (list === undefined) throw new UsageError(`Expected one of the lists ${listNames.join(", ")}; got "${name}".`);
  return list;
}
