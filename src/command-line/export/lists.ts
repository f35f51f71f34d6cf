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
  /** The input type of its argument `filter`; undefined if it has none. */
  readonly filterType?: string;
  /** Members of its filter, by command-line option. */
  readonly filters: Readonly<Record<string, FilterMember>>;
}

export interface FilterMember {
  readonly member: string;
  readonly isBoolean: boolean;
}

const pathPrefix = { "path-prefix": { member: "pathPrefix", isBoolean: false } };

const LISTS: Readonly<Record<string, List>> = {
  users: {
    field: "users",
    type: "User",
    columns: ["userName", "userId", "arn", "path", "createDate", "passwordLastUsed"],
    wholeConnections: ["groups", "mfaDevices"],
    filterType: "UserFilter",
    filters: {
      ...pathPrefix,
      "has-mfa": { member: "hasMfa", isBoolean: true },
      "password-enabled": { member: "passwordEnabled", isBoolean: true },
    },
  },
  groups: {
    field: "groups",
    type: "Group",
    columns: ["groupName", "groupId", "arn", "path", "createDate"],
    wholeConnections: [],
    filterType: "GroupFilter",
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
    filterType: "VirtualMfaDeviceFilter",
    filters: { "assignment-status": { member: "assignmentStatus", isBoolean: false } },
  },
};

export const listNames: readonly string[] = Object.keys(LISTS);

/** The list with this name. @throws UsageError */
export function findList(name: string): List {
  const list = Object.hasOwn(LISTS, name) ? LISTS[name] : undefined;
  if (list === undefined) throw new UsageError(`Expected one of the lists ${listNames.join(", ")}; got "${name}".`);
  return list;
}
