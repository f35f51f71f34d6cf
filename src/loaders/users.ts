import {
  type CompleteUser,
  type DetailedUser,
  type IamReads,
  type Lists,
  nullIfAbsent,
  type Planning,
  type User,
} from "../iam/index.ts";
import type { AccountSummaryLoader } from "./account-summary.ts";
import { once } from "./batching/index.ts";
import { type CredentialFilter, type CredentialLoader, isOpen } from "./credentials.ts";
import { firstOf, withFallbackTime } from "./fallback/index.ts";
import type { Facet, Facts, Hydrator } from "./hydration/index.ts";
import {
  type Connection,
  type ConnectionArguments,
  type ConnectionReader,
  DEFAULT_PAGE,
  type MarkerList,
  operationOf,
  pathPrefixOf,
  scopeOf,
  sizeFromStart,
} from "./paging/index.ts";
import { facetOf, facetsOf, type UserField } from "./user-fields.ts";

/** The fields that are facts about the user itself. */
export type UserFact = Exclude<UserField, "groups" | "mfaDevices" | "hasMfa" | "passwordEnabled">;

export interface UserLoader {
  /** The user whose key signs the gateway's calls; `null` where the root user or a role signs. */
  signing(): Promise<User | null>;
  /**
   * `null` where IAM has no such user. Names are looked up regardless of case.
   * @param fields what will be asked of the user
   */
  find(userName: string, fields?: readonly UserField[]): Promise<User | null>;
  /** @throws IamError with failure `no-such-entity` where there is none */
  load(userName: string): Promise<User>;
  /** One fact about a user, asked of IAM only where the object at hand does not tell it. */
  fact<Fact extends UserFact>(user: User, fact: Fact): CompleteUser[Fact] | Promise<CompleteUser[Fact]>;
  /** @param fields what will be asked of the users: it can come with the page */
  list(
    args: ConnectionArguments & { readonly pathPrefix?: string | null; readonly filter?: CredentialFilter | null },
    fields?: readonly UserField[],
  ): Promise<Connection<User>>;
}

/** What only the account's details tell of a user besides its name: worth reading these instead of the list. */
const beyondTheList: ReadonlySet<UserField> = new Set(["tags", "permissionsBoundary", "groups"]);

const toldByList: readonly Facet[] = ["identity", "passwordLastUsed"];
const toldByDetails: readonly Facet[] = ["identity", "tags", "permissionsBoundary", "groups"];

/** Users, for one request: what is missing of them is asked for in batches. */
export function createUserLoader(
  lists: Lists,
  iam: IamReads,
  planning: Planning,
  hydrator: Hydrator,
  connections: ConnectionReader,
  summary: AccountSummaryLoader,
  credentials: CredentialLoader,
): UserLoader {
  const details = "GetAccountAuthorizationDetails";

  /** Whether a page of the details is all that a page of users needs. */
  function areDetailsEnough(fields: readonly UserField[]): boolean {
    if (planning.awaitsUsers) return false;
    const told = fields.every((field) => {
      if (field === "permissionsBoundary") return planning.detailsCarryBoundary;
      return field !== "passwordLastUsed";
    });
    const { isDenied, isFailing } = planning.callOutlook(details);
    return told && fields.some((field) => beyondTheList.has(field)) && !isDenied && !isFailing;
  }

  /** What a page of the details tells of a user; only its name, where something that was just written does not show yet. */
  function settled(user: DetailedUser): User {
    const groups = user.groupNames.map((groupName) => ({ groupName }));
    const isSettled = planning.showsUser(user) && planning.showsGroups(user.userName, groups);
    if (!isSettled) return { userName: user.userName };
    // The same user may be come by again, known by name only.
    hydrator.learn("user", user.userName, { ...user, groups });
    return user;
  }

  /** Rejects only where there is no such user, or nobody can tell: what else fails, fails the fields that need it. */
  async function load(userName: string, ...facets: readonly Facet[]): Promise<User> {
    const others = Promise.allSettled(facets.map((facet) => hydrator.load(userName, facet)));
    const identity = await hydrator.load(userName, "identity");
    const told = (await others).map((facts) => (facts.status === "fulfilled" ? facts.value : {}));
    const facts: Facts = Object.assign({}, identity, ...told);
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
      if (isReportWanted(fields)) credentials.foresee();
      // Devices are asked for of users that are there.
      const facets = fields.map((field) => facetOf[field]).filter((facet) => facet !== "mfaDevices");
      return nullIfAbsent(load(userName, ...new Set(facets)));
    },

    fact(user, fact) {
      const known = user[fact];
      if (known === undefined) return hydrator.load(user.userName, facetOf[fact]).then((facts) => told(facts, fact));
      // It is not undefined, which is all that tells `User` from `CompleteUser`.
      return known as CompleteUser[typeof fact];
    },

    async list({ pathPrefix, filter, ...args }, fields = []) {
      const prefix = pathPrefixOf(pathPrefix);
      const isFiltered = !isOpen(filter ?? {});
      const scope = isFiltered
        ? scopeOf("Query.users", prefix, `hasMfa ${filter?.hasMfa}`, `passwordEnabled ${filter?.passwordEnabled}`)
        : scopeOf("Query.users", prefix);
      const keyOf = (user: User) => user.userName;
      const users: MarkerList<User> = {
        scope,
        op: "ListUsers",
        sorted: true,
        async list(request) {
          const page = await withFallbackTime(planning, "ListUsers", () =>
            lists.listUsers({ ...request, pathPrefix: prefix }),
          );
          hydrator.learnUsers(page.items);
          return page;
        },
        keyOf,
      };
      // In what order these come nobody says (IAM-documented).
      const detailed: MarkerList<User> = {
        scope,
        op: details,
        sorted: false,
        async list(request) {
          const page = await withFallbackTime(planning, details, () => lists.getUserDetails(request));
          // This operation takes no prefix.
          const items = page.items.filter(({ path }) => path.startsWith(prefix ?? ""));
          return { ...page, items: items.map(settled) };
        },
        keyOf,
      };
      const isWhole = prefix === undefined && !isFiltered;
      const count = isWhole ? async () => (await summary.load()).users : undefined;
      /** What the page does not tell can be under way with it. */
      const read = async (list: MarkerList<User>, told: readonly Facet[]) => {
        // From its end, and to be counted, a list is read as a whole.
        const isReadWhole = args.countOnly || typeof args.last === "number";
        const pageSize = isReadWhole ? Number.POSITIVE_INFINITY : (args.first ?? DEFAULT_PAGE);
        const chosen = isFiltered ? credentials.filtered(list, filter ?? {}, pageSize) : list;
        const page = connections.read(chosen, args, count);
        // Behind the reader, which refuses what it cannot serve before anything is asked.
        if (isReportWanted(fields, filter)) credentials.foresee();
        const size = isWhole ? sizeFromStart(args) : 0;
        const needed = typeof filter?.hasMfa === "boolean" ? [...fields, "hasMfa" as const] : fields;
        hydrator.foresee({
          facets: facetsOf(needed, told),
          entitiesIn: (account) => Math.min(size, account.users),
          mayAsk: false,
        });
        return page;
      };
      const resumed = operationOf(args);
      if (resumed === details) return read(detailed, toldByDetails);
      if (resumed === undefined && prefix === undefined && areDetailsEnough(fields)) {
        return firstOf(
          planning,
          { action: details, read: () => read(detailed, toldByDetails) },
          { action: "ListUsers", read: () => read(users, toldByList) },
        );
      }
      if (resumed !== undefined) return read(users, toldByList);
      return firstOf(
        planning,
        { action: "ListUsers", read: () => read(users, toldByList) },
        { action: details, read: () => read(detailed, toldByDetails) },
      );
    },
  };
}

function isReportWanted(fields: readonly UserField[], filter?: CredentialFilter | null): boolean {
  return fields.includes("passwordEnabled") || typeof filter?.passwordEnabled === "boolean";
}

function told<Fact extends UserFact>(facts: Facts, fact: Fact): CompleteUser[Fact] {
  const value = facts[fact];
  if (value === undefined) throw new Error(`A plan did not tell ${fact}`);
  return value as CompleteUser[Fact];
}
