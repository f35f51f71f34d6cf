/** Fields of an entity that the same IAM operations know. `group` is all fields of a group; the others belong to users. */
export type FieldGroup =
  /** Id, ARN, path and creation date. */
  "identity" | "passwordLastUsed" | "tags" | "permissionsBoundary" | "groups" | "mfaDevices" | "group";

/** The counts of GetAccountSummary that say how long the account's lists are. */
export type ListCount = "users" | "groups" | "mfaDevicesInUse";

interface Knowledge {
  readonly of: "user" | "group";
  readonly knows: readonly FieldGroup[];
}

/** Describes one entity by name: one call an entity. */
interface LookUpKnowledge extends Knowledge {
  readonly describes: "one";
}

/** Describes all entities of the account: one call a page. */
export interface BulkKnowledge extends Knowledge {
  readonly describes: "all";
  /** The length of the list. */
  readonly length: ListCount;
  /** Field groups that some implementations of IAM omit: used only if `Planning.detailsCarryBoundary` says so. */
  readonly mayOmit?: readonly FieldGroup[];
  /** Called once after the list, to check that the list is complete. */
  readonly confirmedBy?: "GetAccountSummary";
  /** Called at most once, if the count shows that the list is incomplete. */
  readonly supplementedBy?: "GetCredentialReport";
}

/**
 * Which IAM operation knows which facts about an entity, and at which cost. The planner chooses among these operations, the
 * estimate counts their calls, and `extensions.iam.plans` reports the choice. Where two operations cost the same, the
 * planner takes the one that is listed first.
 *
 * Sources: IAM's API reference. A list of users omits tags and boundaries (ListUsers), the account's details omit
 * PasswordLastUsed (GetAccountAuthorizationDetails), and ListVirtualMFADevices knows virtual devices only.
 */
export const knowledge = {
  GetUser: { describes: "one", of: "user", knows: ["identity", "passwordLastUsed", "tags", "permissionsBoundary"] },
  ListGroupsForUser: { describes: "one", of: "user", knows: ["groups"] },
  ListMFADevices: { describes: "one", of: "user", knows: ["mfaDevices"] },
  GetGroup: { describes: "one", of: "group", knows: ["group"] },
  ListUsers: { describes: "all", of: "user", length: "users", knows: ["identity", "passwordLastUsed"] },
  GetAccountAuthorizationDetails: {
    describes: "all",
    of: "user",
    length: "users",
    knows: ["identity", "tags", "permissionsBoundary", "groups"],
    mayOmit: ["permissionsBoundary"],
  },
  ListVirtualMFADevices: {
    describes: "all",
    of: "user",
    length: "mfaDevicesInUse",
    knows: ["mfaDevices"],
    confirmedBy: "GetAccountSummary",
    supplementedBy: "GetCredentialReport",
  },
  ListGroups: { describes: "all", of: "group", length: "groups", knows: ["group"] },
} as const satisfies Readonly<Record<string, LookUpKnowledge | BulkKnowledge>>;

/** An operation that knows facts about entities. */
export type Source = keyof typeof knowledge;

type Describing<Describes> = {
  [Operation in Source]: (typeof knowledge)[Operation]["describes"] extends Describes ? Operation : never;
}[Source];

/** An operation that describes one entity. */
export type LookUp = Describing<"one">;

/** An operation that describes all entities, page by page. */
export type BulkRead = Describing<"all">;

const sources = Object.keys(knowledge).filter((name): name is Source => Object.hasOwn(knowledge, name));
const fieldGroups = new Set(sources.flatMap((source): readonly FieldGroup[] => knowledge[source].knows));
const sourcesByFieldGroup: ReadonlyMap<FieldGroup, readonly Source[]> = new Map(
  Array.from(fieldGroups, (fieldGroup) => [fieldGroup, sources.filter((source) => knows(source, fieldGroup))]),
);

/** The operations that know a field group, in the table's order. */
export function sourcesOf(fieldGroup: FieldGroup): readonly Source[] {
  return sourcesByFieldGroup.get(fieldGroup) ?? [];
}

/** The operation that knows a field group of one entity. */
export function lookUpOf(fieldGroup: FieldGroup): LookUp {
  const lookUp = sourcesOf(fieldGroup).find((source) => !isBulkRead(source));
  if (lookUp === undefined || isBulkRead(lookUp)) throw new Error(`No operation looks up ${fieldGroup} of one entity`);
  return lookUp;
}

/** For each of these field groups, the first bulk read that knows it; each bulk read once. */
export function bulkReadsOf(wanted: readonly FieldGroup[]): ReadonlySet<BulkRead> {
  return new Set(wanted.flatMap((fieldGroup) => sourcesOf(fieldGroup).filter(isBulkRead).slice(0, 1)));
}

/** Whether an operation describes all entities, page by page. */
export function isBulkRead(source: Source): source is BulkRead {
  return knowledge[source].describes === "all";
}

/** What a bulk read costs, and what it needs to be complete. */
export function bulkKnowledge(bulkRead: BulkRead): BulkKnowledge {
  return knowledge[bulkRead];
}

/** Whether an operation's response contains a field group. */
export function knows(source: Source, fieldGroup: FieldGroup): boolean {
  const { knows: known }: Knowledge = knowledge[source];
  return known.includes(fieldGroup);
}

/** Whether some implementations of IAM omit a field group from a response that is documented to contain it. */
export function mayOmit(source: Source, fieldGroup: FieldGroup): boolean {
  return isBulkRead(source) && (bulkKnowledge(source).mayOmit ?? []).includes(fieldGroup);
}
