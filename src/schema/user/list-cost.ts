import { splitPathPrefix, testsOf, type UserFilter, type UserOrder } from "../../loaders/index.ts";
import {
  type Arguments,
  assumedSize,
  type Calls,
  callsFor,
  callsForList,
  callsOf,
  type Fact,
  type FieldCost,
  isGiven,
  pagedConnection,
  pagesOf,
  wholeListCalls,
} from "../cost/index.ts";
import { knownByDetails, knownByGetGroup, knownByListUsers, userFacts } from "./facts.ts";
import { userSelection } from "./filter.ts";

/** The facts that members of filters and orders need. Others are in each list. */
const factOfMember: ReadonlyMap<string, Fact> = new Map<string, Fact>([
  ["passwordLastUsed", userFacts.passwordLastUsed],
  ["hasMfa", userFacts.mfaDevices],
  ["passwordEnabled", userFacts.credentials],
]);

interface SelectedUsers {
  /** Whether IAM filters the list by a path. */
  readonly hasPathPrefix: boolean;
  /** Whether the gateway filters the list. */
  readonly isFiltered: boolean;
  /** Whether the gateway sorts the list. */
  readonly isOrdered: boolean;
  /** Facts that the gateway needs of each user in the list. */
  readonly needs: ReadonlySet<Fact>;
}

/** The users that the arguments select. @param isPrefixSent whether IAM filters this list by a path */
function selected(
  { filter, order }: Partial<ReturnType<typeof userSelection.read>>,
  isPrefixSent: boolean,
): SelectedUsers {
  const { pathPrefix, rest } = isPrefixSent ? splitPathPrefix(filter) : { pathPrefix: undefined, rest: filter };
  const isOrdered = order !== undefined && !(isPrefixSent && isInIamOrder(order));
  const members = [...membersOf(rest), ...(isOrdered ? [order.field] : [])];
  return {
    hasPathPrefix: pathPrefix !== undefined,
    isFiltered: rest !== undefined,
    isOrdered,
    needs: new Set(members.flatMap((member) => factOfMember.get(member) ?? [])),
  };
}

function membersOf(filter: UserFilter | undefined): readonly string[] {
  return testsOf(filter).map(({ member }) => member);
}

function isInIamOrder({ field, direction }: UserOrder): boolean {
  return field === "userName" && direction === "ASC";
}

const listed = (args: Arguments) => selected(userSelection.readForCost(args), true);
const unfiltered = pagedConnection("users", "users", { knows: knownByListUsers });

/** The cost of `Query.users`. */
export const usersCost: FieldCost = {
  ...unfiltered,
  calls: (args) => callsOfList(args, listed(args), "users", knownByListUsers),
  count(args) {
    const users = listed(args);
    if (!users.isFiltered && !users.hasPathPrefix) return callsOf("accountSummary");
    return countOfList(args, users, "users", knownByListUsers);
  },
  // A page of the account's details has more facts than one of ListUsers, and replaces it if it has all that are needed.
  instead(args, needed) {
    const { groups, passwordLastUsed, permissionsBoundary, tags } = userFacts;
    const users = listed(args);
    const isUseful = [tags, permissionsBoundary, groups].some((fact) => needed.has(fact));
    if (!isUseful || needed.has(passwordLastUsed) || users.needs.has(passwordLastUsed)) return undefined;
    if (users.hasPathPrefix || isGiven(args, "after") || isGiven(args, "before")) return undefined;
    return { calls: callsOfList(args, users, "detailedUsers", knownByDetails), knows: knownByDetails };
  },
};

/** The cost of `Group.users`, which IAM can neither filter nor order. */
export const groupUsersCost: FieldCost = {
  ...pagedConnection("groupUsers", "users", { knows: knownByGetGroup }),
  calls: (args) => callsOfList(args, selected(userSelection.readForCost(args), false), "groupUsers", knownByGetGroup),
  count: (args) => countOfList(args, selected(userSelection.readForCost(args), false), "groupUsers", knownByGetGroup),
};

type ListKind = "users" | "detailedUsers" | "groupUsers";

function callsOfList(args: Arguments, users: SelectedUsers, kind: ListKind, known: readonly Fact[]): Calls {
  if (!users.isFiltered && !users.isOrdered) return callsOf(kind, pagesOf(args, assumedSize.users));
  return new Map([...wholeListCalls(args, kind, "users"), ...factCalls(users, known)]);
}

function countOfList(args: Arguments, users: SelectedUsers, kind: ListKind, known: readonly Fact[]): Calls {
  return users.isFiltered ? callsOfList(args, users, kind, known) : callsOf(kind, callsForList(assumedSize.users));
}

/** In the worst case each user of the list needs a call for each fact that the list does not contain. */
function factCalls({ needs }: SelectedUsers, known: readonly Fact[]): Calls {
  const missing = [...needs].filter((fact) => !known.includes(fact));
  return new Map([...callsFor(missing)].map((kind) => [kind, assumedSize.users]));
}
