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
import { type CredentialFilter, type CredentialLoader, isOpen } from "./credentials.ts";
import { firstOf, withFallbackTime } from "./fallback/index.ts";
import type { Facts, Hydrator } from "./hydration/index.ts";
import {
  type Connection,
  type ConnectionArguments,
  type ConnectionReader,
  DEFAULT_PAGE,
  listIdentity,
  type MarkerList,
  operationOf,
  pathPrefixOf,
  sizeFromStart,
} from "./paging/index.ts";
import { fieldGroupOf, fieldGroupsOf, type UserField } from "./user-fields.ts";

/** The fields that are facts about the user itself. */
export type UserFact = Exclude<UserField, "groups" | "mfaDevices" | "hasMfa" | "passwordEnabled">;

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
  list(
    args: ConnectionArguments & { readonly pathPrefix?: string | null; readonly filter?: CredentialFilter | null },
    fields?: readonly UserField[],
  ): Promise<Connection<User>>;
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

    fact(user, fact) {
      const known = user[fact];
      if (known === undefined)
        return hydrator.load(user.userName, fieldGroupOf[fact]).then((facts) => loadedValue(facts, fact));
      // Defined: `CompleteUser` differs from `User` only in that.
      return known as CompleteUser[typeof fact];
    },

    async list({ pathPrefix, filter, ...args }, fields = []) {
      const prefix = pathPrefixOf(pathPrefix);
      const isFiltered = !isOpen(filter ?? {});
      const identity = isFiltered
        ? listIdentity("Query.users", prefix, `hasMfa ${filter?.hasMfa}`, `passwordEnabled ${filter?.passwordEnabled}`)
        : listIdentity("Query.users", prefix);
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
      const isWhole = prefix === undefined && !isFiltered;
      const count = isWhole ? async () => (await summary.load()).users : undefined;
      /** Reads the page, and prefetches what it does not contain. */
      const read = async (list: typeof listed | typeof detailed) => {
        // `last` and a count alone read the whole list.
        const isReadWhole = args.countOnly || typeof args.last === "number";
        const pageSize = isReadWhole ? Number.POSITIVE_INFINITY : (args.first ?? DEFAULT_PAGE);
        const chosen = isFiltered ? credentials.filtered(list, filter ?? {}, pageSize) : list;
        const page = connections.read(chosen, args, count);
        // After the reader, which rejects invalid arguments before any call.
        const isEmpty = args.countOnly || args.first === 0 || args.last === 0;
        if (!isEmpty && fields.includes("passwordEnabled")) credentials.prefetchReport();
        const size = isWhole ? sizeFromStart(args) : 0;
        const needed = typeof filter?.hasMfa === "boolean" ? [...fields, "hasMfa" as const] : fields;
        hydrator.prefetch({
          fieldGroups: fieldGroupsOf(needed, knowledge[list.op].knows),
          entitiesIn: (account) => Math.min(size, account.users),
          mayAsk: false,
        });
        return page;
      };
      const byList = { action: LIST, read: () => read(listed) };
      const byDetails = { action: DETAILS, read: () => read(detailed) };
      const resumed = operationOf(args);
      if (resumed !== undefined) return resumed === DETAILS ? byDetails.read() : byList.read();
      const areDetailsFirst = prefix === undefined && areDetailsBetter(fields);
      return areDetailsFirst ? firstOf(planning, byDetails, byList) : firstOf(planning, byList, byDetails);
    },
  };
}

function loadedValue<Fact extends UserFact>(facts: Facts, fact: Fact): CompleteUser[Fact] {
  const value = facts[fact];
  if (value === undefined) throw new Error(`The plan did not load ${fact}`);
  return value as CompleteUser[Fact];
}
