import { errorTexts } from "../../../iam-model/error-texts.ts";
import { shapes } from "../../../iam-model/shapes.ts";
import type { GroupRow, PolicyUsage, RoleRow, UserRow } from "../../store/index.ts";
import {
  groupElement,
  joinedLists,
  type KeysetList,
  type OperationContext,
  operation,
  permissionsBoundary,
  tagElement,
  takePage,
  userElement,
} from "../framework/index.ts";
import { attachedPolicyElement, inlinePolicyElement } from "../policies/elements.ts";
import { awsPolicies, localPolicies, type UsedPolicy } from "../policies/list-policies.ts";
import { managedPolicyDetails } from "../policies/policy-details.ts";
import { roleDetails } from "../roles/role-details.ts";

/** A row of the paged list. */
type Detail =
  | { readonly user: UserRow }
  | { readonly role: RoleRow }
  | { readonly group: GroupRow }
  | { readonly policy: UsedPolicy };

/** The kinds in the order of the pages (3p). */
const pagedKinds = ["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"] as const;

type Kind = (typeof pagedKinds)[number];

/** All four lists share one page size and one marker. */
export const getAccountAuthorizationDetails = operation(
  "GetAccountAuthorizationDetails",
  ({ Filter = [], ...input }, context) => {
    // Without a filter: all kinds. A marker is valid for every filter with the same kinds (AWS-capture).
    const filter = new Set<string>(Filter.length === 0 ? shapes.EntityType.enum : Filter);
    const kinds = pagedKinds.filter((kind) => filter.has(kind));
    const lists = listsOf(context);
    const list = {
      ...joinedLists(kinds, (kind) => lists[kind]),
      markerRefusal: errorTexts.markerOfAnotherFilter(),
    };
    const page = takePage(context.markers, ["GetAccountAuthorizationDetails", ...kinds], input, list);
    const rows = page.rows.map(({ row }) => row);
    return {
      UserDetailList: userDetails(
        context,
        rows.flatMap((row) => ("user" in row ? [row.user] : [])),
      ),
      GroupDetailList: groupDetails(
        context,
        rows.flatMap((row) => ("group" in row ? [row.group] : [])),
      ),
      RoleDetailList: roleDetails(
        context,
        rows.flatMap((row) => ("role" in row ? [row.role] : [])),
      ),
      Policies: managedPolicyDetails(
        context,
        rows.flatMap((row) => ("policy" in row ? [row.policy] : [])),
      ),
      ...page.ending,
    };
  },
);

/** The list of each kind. Policies of AWS are listed only if they are in use (AWS-capture). */
function listsOf(context: OperationContext): Readonly<Record<Kind, KeysetList<Detail>>> {
  const { groups, roles, users } = context;
  const inUse = ({ attachments, boundaries }: PolicyUsage) => attachments + boundaries > 0;
  return {
    User: listOf(
      { rows: (after, limit) => users.list("/", after, limit), keyOf: ({ name }) => name },
      (user: UserRow) => ({ user }),
    ),
    Group: listOf(
      { rows: (after, limit) => groups.list("/", after, limit), keyOf: ({ name }) => name },
      (group: GroupRow) => ({ group }),
    ),
    Role: listOf(
      { rows: (after, limit) => roles.list("/", after, limit), keyOf: ({ name }) => name },
      (role: RoleRow) => ({ role }),
    ),
    LocalManagedPolicy: listOf(localPolicies(context, { pathPrefix: "/", matches: () => true }), (policy) => ({
      policy,
    })),
    AWSManagedPolicy: listOf(awsPolicies(context, { pathPrefix: "/", matches: inUse }), (policy) => ({ policy })),
  };
}

/** A list of one kind as a list of details. */
function listOf<Row>(list: KeysetList<Row>, wrap: (row: Row) => Detail): KeysetList<Detail> {
  const keys = new Map<Detail, string>();
  return {
    rows: (after, limit) =>
      list.rows(after, limit).map((row) => {
        const detail = wrap(row);
        keys.set(detail, list.keyOf(row));
        return detail;
      }),
    keyOf: (detail) => keys.get(detail) ?? "",
  };
}

/** Tags are always present, UserPolicyList only if there are inline policies (both AWS-recorded). */
function userDetails(context: OperationContext, page: readonly UserRow[]) {
  const { account, attachments, groups, inlinePolicies, userTags } = context;
  const userIds = page.map((user) => user.userId);
  const groupNames = groups.namesOfUsers(userIds);
  const tags = userTags.ofMany(userIds);
  const inline = inlinePolicies.ofMany(userIds);
  const attached = attachments.ofMany(userIds);
  return page.map((user) => ({
    ...userElement(account, user),
    UserPolicyList: inline.get(user.userId)?.map(inlinePolicyElement),
    GroupList: (groupNames.get(user.userId) ?? []).map((group) => group.name),
    AttachedManagedPolicies: (attached.get(user.userId) ?? []).map(attachedPolicyElement),
    ...permissionsBoundary(user),
    Tags: (tags.get(user.userId) ?? []).map(tagElement),
  }));
}

/** Unlike UserPolicyList, GroupPolicyList is present even if it is empty (AWS-recorded). */
function groupDetails({ account, attachments, inlinePolicies }: OperationContext, page: readonly GroupRow[]) {
  const groupIds = page.map((group) => group.groupId);
  const inline = inlinePolicies.ofMany(groupIds);
  const attached = attachments.ofMany(groupIds);
  return page.map((group) => ({
    ...groupElement(account, group),
    GroupPolicyList: (inline.get(group.groupId) ?? []).map(inlinePolicyElement),
    AttachedManagedPolicies: (attached.get(group.groupId) ?? []).map(attachedPolicyElement),
  }));
}
