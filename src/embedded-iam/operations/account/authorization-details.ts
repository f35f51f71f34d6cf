import { errorTexts } from "../../../iam-model/error-texts.ts";
import { shapes } from "../../../iam-model/shapes.ts";
import type { GroupRow, UserRow } from "../../store/index.ts";
import {
  groupElement,
  type KeysetList,
  type OperationContext,
  operation,
  permissionsBoundary,
  tagElement,
  takePage,
  userElement,
} from "../framework/index.ts";

/** One row of the paged list: the users by name, then the groups by name. */
type Detail = { readonly user: UserRow } | { readonly group: GroupRow };

/** All four lists share one page size and one marker. The account has no roles and no managed policies of its own. */
export const getAccountAuthorizationDetails = operation(
  "GetAccountAuthorizationDetails",
  ({ Filter = [], ...input }, context) => {
    // Without a filter: all kinds. A marker is valid for every filter with the same kinds (AWS-capture).
    const kinds = new Set<string>(Filter.length === 0 ? shapes.EntityType.enum : Filter);
    const listIdentity = ["GetAccountAuthorizationDetails", ...[...kinds].sort()] as const;
    const page = takePage(context.markers, listIdentity, input, details(context, kinds));
    return {
      UserDetailList: userDetails(
        context,
        page.rows.flatMap((row) => ("user" in row ? [row.user] : [])),
      ),
      GroupDetailList: page.rows.flatMap((row) => ("group" in row ? [groupDetail(context, row.group)] : [])),
      RoleDetailList: [],
      Policies: [],
      ...page.ending,
    };
  },
);

/** Keys are names with a prefix letter that sorts users before groups. */
function details(
  { groups, users }: Pick<OperationContext, "groups" | "users">,
  kinds: ReadonlySet<string>,
): KeysetList<Detail> {
  return {
    markerRefusal: errorTexts.markerOfAnotherFilter(),
    keyOf: (row) => ("user" in row ? `a${row.user.name}` : `b${row.group.name}`),
    rows: (after, limit) => {
      const rows: Detail[] = [];
      if (kinds.has("User") && !after.startsWith("b")) {
        rows.push(...users.list("/", after.slice(1), limit).map((user) => ({ user })));
      }
      if (kinds.has("Group") && rows.length < limit) {
        const afterGroup = after.startsWith("b") ? after.slice(1) : "";
        rows.push(...groups.list("/", afterGroup, limit - rows.length).map((group) => ({ group })));
      }
      return rows;
    },
  };
}

/** Tags are always present, UserPolicyList only if there are inline policies (both AWS-recorded). */
function userDetails({ account, groups, userTags }: OperationContext, page: readonly UserRow[]) {
  const userIds = page.map((user) => user.userId);
  const groupNames = groups.namesOfUsers(userIds);
  const tags = userTags.ofMany(userIds);
  return page.map((user) => ({
    ...userElement(account, user),
    GroupList: (groupNames.get(user.userId) ?? []).map((group) => group.name),
    AttachedManagedPolicies: [],
    ...permissionsBoundary(user),
    Tags: (tags.get(user.userId) ?? []).map(tagElement),
  }));
}

/** Unlike UserPolicyList, GroupPolicyList is present even if it is empty (AWS-recorded). */
function groupDetail({ account }: OperationContext, group: GroupRow) {
  return { ...groupElement(account, group), GroupPolicyList: [], AttachedManagedPolicies: [] };
}
