import {
  type CompleteGroup,
  type DetailedUser,
  type Group,
  type IamReads,
  type Lists,
  nullIfAbsent,
  type Planning,
  type User,
} from "../iam/index.ts";
import { foldName } from "../iam-model/name-folding.ts";
import { MAX_PAGE_SIZE } from "../iam-model/quotas.ts";
import type { AccountSummaryLoader } from "./account-summary.ts";
import { firstOf, withFallbackTime } from "./fallback/index.ts";
import {
  type DateRange,
  type Filter,
  filteredList,
  isIn,
  isInRange,
  type NameTest,
  type Order,
  orderedList,
  passesFilter,
  splitPathPrefix,
} from "./filtering/index.ts";
import type { Hydrator, LookUps } from "./hydration/index.ts";
import {
  type Connection,
  type ConnectionArguments,
  type ConnectionReader,
  listIdentity,
  type MarkerList,
  type MaybePromise,
  operationOf,
  selectedListIdentity,
  WholeList,
} from "./paging/index.ts";
import type { UserLists, UserSelection } from "./user-lists.ts";

/** A condition on a group. */
export type GroupTest = NameTest | { readonly member: "createDate"; readonly value: DateRange };
export type GroupOrder = Order<"groupName" | "path" | "createDate">;

/** Which groups of a list, and in which order. */
export interface GroupSelection {
  readonly filter?: Filter<GroupTest> | undefined;
  readonly order?: GroupOrder | undefined;
}

export interface GroupLoader {
  /** The group with this name, or `null`. Names are case-insensitive. */
  find(groupName: string): Promise<Group | null>;
  /** @throws IamError with failure `no-such-entity` if the group does not exist */
  load(groupName: string): Promise<CompleteGroup>;
  /** One fact about a group, from the object itself or else from IAM. */
  fact<Fact extends keyof Group>(group: Group, fact: Fact): CompleteGroup[Fact] | Promise<CompleteGroup[Fact]>;
  list(args: ConnectionArguments & GroupSelection): MaybePromise<Connection<Group>>;
  usersOf(group: Group, args: ConnectionArguments & UserSelection): MaybePromise<Connection<User>>;
  groupsOf(user: User, args: ConnectionArguments): MaybePromise<Connection<Group>>;
}

/** Replaces ListGroups and GetGroup if these fail. */
const DETAILS = "GetAccountAuthorizationDetails";

/** Groups and memberships, for one request. */
export function createGroupLoader(
  lists: Lists,
  iam: IamReads,
  planning: Planning,
  lookUps: LookUps,
  hydrator: Hydrator,
  connections: ConnectionReader,
  summary: AccountSummaryLoader,
  userLists: UserLists,
): GroupLoader {
  async function load(groupName: string): Promise<CompleteGroup> {
    const { group } = await hydrator.load(groupName, "group");
    if (group === undefined) throw new Error("The plan did not load a group");
    return group;
  }

  function groupFact<Fact extends keyof Group>(group: Group, fact: Fact): MaybePromise<CompleteGroup[Fact]> {
    const known = group[fact];
    if (known === undefined) return load(group.groupName).then((complete) => complete[fact]);
    // Defined: `CompleteGroup` differs from `Group` only in that.
    return known as CompleteGroup[typeof fact];
  }

  /** The groups of a list that pass the filter, in the given order. */
  function select(
    list: MarkerList<Group>,
    { filter, order }: GroupSelection,
    { countOnly }: ConnectionArguments,
  ): MarkerList<Group> {
    const loadValue = async ({ groupName }: Group, test: GroupTest) => testValue(await load(groupName), test);
    const values = { known: knownValue, load: loadValue, rankOf: () => 0 };
    const filtered = filter
      ? filteredList(list, { passes: (group) => passesFilter(filter, group, values), pageSize: MAX_PAGE_SIZE })
      : list;
    if (order === undefined || countOnly) return filtered;
    return orderedList(filtered, order.direction, (group) => groupFact(group, order.field));
  }

  /** Resumes a list with the operation of the cursor. Reads the first page with the second operation if the first fails. */
  function readEither<Item>(
    listed: MarkerList<Item>,
    detailed: MarkerList<Item>,
    detailedCalls: number,
    args: ConnectionArguments,
    count?: () => Promise<number>,
  ): MaybePromise<Connection<Item>> {
    const resumed = operationOf(args);
    if (resumed !== undefined) return connections.read(resumed === DETAILS ? detailed : listed, args, count);
    const by = (list: MarkerList<Item>) => ({ action: list.op, read: () => connections.read(list, args, count) });
    return firstOf(planning, by(listed), { ...by(detailed), calls: detailedCalls });
  }

  /** Whether the details show a membership; ListGroupsForUser decides if they do not show a recent write yet. */
  async function isMember({ userName, groupNames }: DetailedUser, groupName: string): Promise<boolean> {
    const listed = groupNames.map((name): Group => ({ groupName: name }));
    const groups = planning.showsGroups(userName, listed) ? listed : await lookUps.groupsOf(userName);
    return groups.some((group) => foldName(group.groupName) === foldName(groupName));
  }

  return {
    load,
    find: (groupName) => nullIfAbsent(load(groupName)),

    fact: groupFact,

    list({ filter, order: requestedOrder, ...args }) {
      const { pathPrefix: prefix, rest } = splitPathPrefix(filter);
      // IAM's own order.
      const isByName = requestedOrder?.field === "groupName" && requestedOrder.direction === "ASC";
      const selection: GroupSelection = { filter: rest, order: isByName ? undefined : requestedOrder };
      const isWhole = prefix === undefined && rest === undefined;
      const count = isWhole ? async () => (await summary.load()).groups : undefined;
      const shared = {
        identity: selectedListIdentity(["Query.groups", prefix], selection),
        keyOf: (group: Group) => group.groupName,
      };
      const listed: MarkerList<Group> = {
        ...shared,
        op: "ListGroups",
        sorted: true,
        list: (request) =>
          withFallbackTime(planning, "ListGroups", () => lists.listGroups({ ...request, pathPrefix: prefix })),
      };
      const detailed: MarkerList<Group> = {
        ...shared,
        op: DETAILS,
        sorted: false,
        async list(request) {
          const page = await iam.getGroupDetails(request);
          // The operation has no PathPrefix parameter.
          return { ...page, items: page.items.filter(({ path }) => path.startsWith(prefix ?? "")) };
        },
      };
      const selected = (list: MarkerList<Group>) => select(list, selection, args);
      return readEither(selected(listed), selected(detailed), 1, args, count);
    },

    usersOf({ groupName }, { filter, order, ...args }) {
      const shared = {
        identity: selectedListIdentity(["Group.users", groupName], { filter, order }),
        sorted: false,
        keyOf: (user: User) => user.userName,
      };
      const listed: MarkerList<User> = {
        ...shared,
        op: "GetGroup",
        async list(request) {
          const kept = request.marker === undefined ? lookUps.firstUsersOf(groupName) : undefined;
          const page = kept ?? (await iam.getGroup({ ...request, groupName }));
          hydrator.learnUsers(page.items);
          return page;
        },
      };
      const detailed: MarkerList<User> = {
        ...shared,
        op: DETAILS,
        async list({ marker }) {
          // Whole pages: other groups of the request share them.
          const page = await iam.getUserDetails({ marker, maxItems: MAX_PAGE_SIZE });
          const areMembers = await Promise.all(page.items.map((user) => isMember(user, groupName)));
          return { ...page, items: page.items.filter((_user, at) => areMembers[at]) };
        },
      };
      const pages = Math.ceil((planning.knownSummary()?.users ?? 1) / MAX_PAGE_SIZE);
      const select = (list: MarkerList<User>) => userLists.select(list, { filter, order }, args);
      return readEither(select(listed), select(detailed), pages, args);
    },

    groupsOf({ userName, groupNames }, args) {
      let read: readonly Group[] = [];
      return connections.read(
        new WholeList({
          identity: () => listIdentity("User.groups", foldName(userName)),
          op: "ListGroupsForUser",
          fetch() {
            if (groupNames !== undefined) return groupNames.map((groupName): Group => ({ groupName }));
            return hydrator.load(userName, "groups").then(({ groups = [] }) => {
              read = groups;
              return groups;
            });
          },
          keyOf: (group) => group.groupName,
          isComplete: () => lookUps.isComplete(read),
        }),
        args,
      );
    },
  };
}

/** The value of a test that a group at hand knows. */
function knownValue(group: Group, test: GroupTest): boolean | undefined {
  const { groupName, path, createDate } = group;
  if (test.member === "nameContains") return isIn(groupName, test.value);
  return path === undefined || createDate === undefined ? undefined : testValue({ groupName, path, createDate }, test);
}

function testValue(
  { groupName, path, createDate }: Pick<CompleteGroup, "groupName" | "path" | "createDate">,
  test: GroupTest,
) {
  switch (test.member) {
    case "nameContains":
      return isIn(groupName, test.value);
    case "pathPrefix":
      return path.startsWith(test.value);
    case "createDate":
      return isInRange(createDate, test.value);
  }
}
