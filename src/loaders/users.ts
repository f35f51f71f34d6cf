import {
  type CompleteUser,
  type DetailedUser,
  type IamReads,
  type Lists,
  nullIfAbsent,
  type Planning,
  type User,
} from "../iam/index.ts";
import { type FieldGroup, knowledge, knows, mayOmit } from "../iam-model/knowledge.ts";
import type { AccountSummaryLoader } from "./account-summary.ts";
import { once } from "./batching/index.ts";
import type { CredentialLoader } from "./credentials.ts";
import { firstOf, withFallbackTime } from "./fallback/index.ts";
import { splitPathPrefix, testsOf } from "./filtering/index.ts";
import type { Facts, Hydrator } from "./hydration/index.ts";
import {
  type Connection,
  type ConnectionArguments,
  type ConnectionReader,
  type MarkerList,
  operationOf,
  selectedListIdentity,
  sizeFromStart,
} from "./paging/index.ts";
import { fieldGroupsOf, type UserFact, type UserField, userFact } from "./user-fields.ts";
import type { UserLists, UserSelection } from "./user-lists.ts";

export interface UserLoader {
  /** The user whose access key signs the gateway's calls; `null` if the root user or a role signs. */
  signing(): Promise<User | null>;
  /**
   * The user with this name, or `null`. Names are case-insensitive.
   * @param fields the fields that the query selects
   */
  find(userName: string, fields?: readonly UserField[]): Promise<User | null>;
  /** @throws IamError with failure `no-such-entity` if the user does not exist */
  load(userName: string): Promise<User>;
  /** One fact about a user, from the object itself or else from IAM. */
  fact<Fact extends UserFact>(user: User, fact: Fact): CompleteUser[Fact] | Promise<CompleteUser[Fact]>;
  /** @param fields the fields that the query selects of the users: they can arrive with the page */
  list(args: ConnectionArguments & UserSelection, fields?: readonly UserField[]): Promise<Connection<User>>;
}

/** The account's users, without tags, boundaries and groups. */
const LIST = "ListUsers";
/** The account's users with these, but without the last use of passwords. */
const DETAILS = "GetAccountAuthorizationDetails";

/** Users, for one request. Missing facts are loaded in batches. */
export function createUserLoader(
  lists: Lists,
  iam: IamReads,
  planning: Planning,
  hydrator: Hydrator,
  connections: ConnectionReader,
  summary: AccountSummaryLoader,
  credentials: CredentialLoader,
  userLists: UserLists,
): UserLoader {
  /** Whether a page of the account's details replaces a page of the list and a bulk read. */
  function areDetailsBetter(fields: readonly UserField[]): boolean {
    if (planning.awaitsUsers) return false;
    const fieldGroups = fieldGroupsOf(fields);
    const lacksOne = fieldGroups.some((fieldGroup) => {
      if (mayOmit(DETAILS, fieldGroup)) return !planning.detailsCarryBoundary;
      return knows(LIST, fieldGroup) && !knows(DETAILS, fieldGroup);
    });
    const hasMore = fieldGroups.some((fieldGroup) => knows(DETAILS, fieldGroup) && !knows(LIST, fieldGroup));
    const { isDenied, isFailing } = planning.callOutlook(DETAILS);
    return hasMore && !lacksOne && !isDenied && !isFailing;
  }

  /** The facts about a user in the account's details; only its name if they do not show a recent write yet. */
  function currentUser(user: DetailedUser): User {
    const groups = user.groupNames.map((groupName) => ({ groupName }));
    const isCurrent = planning.showsUser(user) && planning.showsGroups(user.userName, groups);
    if (!isCurrent) return { userName: user.userName };
    // The query may reach the same user elsewhere, by name only.
    hydrator.learn("user", user.userName, { ...user, groups });
    return user;
  }

  /** Rejects if the user does not exist or its identity is unavailable. Other failures surface in their own fields. */
  async function load(userName: string, ...fieldGroups: readonly FieldGroup[]): Promise<User> {
    const others = Promise.allSettled(fieldGroups.map((fieldGroup) => hydrator.load(userName, fieldGroup)));
    const identity = await hydrator.load(userName, "identity");
    const loaded = (await others).map((result) => (result.status === "fulfilled" ? result.value : {}));
    const facts: Facts = Object.assign({}, identity, ...loaded);
    return { ...facts, userName: facts.userName ?? userName };
  }

  return {
    load: (userName) => load(userName),

    signing: once(async () => {
      const user = await iam.getSigningUser();
      if (user) hydrator.learn("user", user.userName, user);
      return user;
    }),

    find(userName, fields = []) {
      if (fields.includes("passwordEnabled")) credentials.prefetchReport();
      // Devices are loaded only if the user exists.
      const fieldGroups = fieldGroupsOf(fields, ["mfaDevices"]);
      return nullIfAbsent(load(userName, ...fieldGroups));
    },

    fact: (user, fact) => userFact(hydrator, user, fact),

    async list({ filter, order: requestedOrder, ...args }, fields = []) {
      const { pathPrefix: prefix, rest } = splitPathPrefix(filter);
      // IAM's own order.
      const isByName = requestedOrder?.field === "userName" && requestedOrder.direction === "ASC";
      const selection: UserSelection = { filter: rest, order: isByName ? undefined : requestedOrder };
      const identity = selectedListIdentity(["Query.users", prefix], selection);
      const keyOf = (user: User) => user.userName;
      const listed: MarkerList<User> & { readonly op: typeof LIST } = {
        identity,
        op: LIST,
        sorted: true,
        async list(request) {
          const page = await withFallbackTime(planning, LIST, () =>
            lists.listUsers({ ...request, pathPrefix: prefix }),
          );
          hydrator.learnUsers(page.items);
          return page;
        },
        keyOf,
      };
      const detailed: MarkerList<User> & { readonly op: typeof DETAILS } = {
        identity,
        op: DETAILS,
        // The order is not documented by IAM.
        sorted: false,
        async list(request) {
          const page = await withFallbackTime(planning, DETAILS, () => lists.getUserDetails(request));
          // The operation has no PathPrefix parameter.
          const items = page.items.filter(({ path }) => path.startsWith(prefix ?? ""));
          return { ...page, items: items.map(currentUser) };
        },
        keyOf,
      };
      const isWhole = prefix === undefined && rest === undefined;
      const count = isWhole ? async () => (await summary.load()).users : undefined;
      /** Reads the page, and prefetches what it does not contain. */
      const read = async (list: typeof listed | typeof detailed) => {
        const page = connections.read(userLists.select(list, selection, args), args, count);
        // After the reader, which rejects invalid arguments before any call.
        const isEmpty = args.countOnly || args.first === 0 || args.last === 0;
        if (!isEmpty && fields.includes("passwordEnabled")) credentials.prefetchReport();
        const size = isWhole ? sizeFromStart(args) : 0;
        hydrator.prefetch({
          fieldGroups: fieldGroupsOf(fields, knowledge[list.op].knows),
          entitiesIn: (account) => Math.min(size, account.users),
          mayAsk: false,
        });
        return page;
      };
      const byList = { action: LIST, read: () => read(listed) };
      const byDetails = { action: DETAILS, read: () => read(detailed) };
      const resumed = operationOf(args);
      if (resumed !== undefined) return resumed === DETAILS ? byDetails.read() : byList.read();
      const areDetailsFirst = prefix === undefined && areDetailsBetter([...fields, ...neededBy(selection)]);
      return areDetailsFirst ? firstOf(planning, byDetails, byList) : firstOf(planning, byList, byDetails);
    },
  };
}

/** The facts in ListUsers only that a selection needs of each user. */
function neededBy({ filter, order }: UserSelection): UserField[] {
  const members: readonly string[] = [...testsOf(filter).map(({ member }) => member), ...(order ? [order.field] : [])];
  return members.includes("passwordLastUsed") ? ["passwordLastUsed"] : [];
}
