import {
  type Arguments,
  assumedSize,
  type Calls,
  callsFor,
  callsForList,
  callsOf,
  type FieldCost,
  hasNoPathPrefix,
  isGiven,
  pagedConnection,
  pagesOf,
} from "../cost/index.ts";
import { knownByDetails, knownByListUsers, userFacts } from "./facts.ts";

const passwordCalls: Calls = new Map(
  [...callsFor([userFacts.credentials])].map((kind) => [kind, assumedSize.users] as const),
);

const unfiltered = pagedConnection("users", "users", { knows: knownByListUsers, countedBySummary: hasNoPathPrefix });

/** The cost of `Query.users`. */
export const usersCost: FieldCost = {
  ...unfiltered,
  calls: (args) => (isFiltered(args) ? filteredCalls(args, "users") : unfiltered.calls(args)),
  count: (args) => (isFiltered(args) ? filteredCalls(args, "users") : unfiltered.count(args)),
  // A page of the account's details has more facts than one of ListUsers, and replaces it if it has all that are needed.
  instead(args, needed) {
    const { groups, passwordLastUsed, permissionsBoundary, tags } = userFacts;
    const isUseful = [tags, permissionsBoundary, groups].some((fact) => needed.has(fact));
    if (!isUseful || needed.has(passwordLastUsed)) return undefined;
    if (!hasNoPathPrefix(args) || isGiven(args, "after") || isGiven(args, "before")) return undefined;
    return {
      calls: isFiltered(args)
        ? filteredCalls(args, "detailedUsers")
        : callsOf("detailedUsers", pagesOf(args, assumedSize.users)),
      knows: knownByDetails,
    };
  },
};

/** Matching users can be anywhere in the list: in the worst case all pages are read, and each user is checked. */
function filteredCalls(args: Arguments, kind: "users" | "detailedUsers"): Calls {
  const resumed = isGiven(args, "after") || isGiven(args, "before") ? 1 : 0;
  return new Map([
    ...callsOf(kind, callsForList(assumedSize.users) + resumed),
    ...(isFilteredBy(args, "hasMfa") ? callsOf("mfaDevicesOfUser", assumedSize.users) : []),
    ...(isFilteredBy(args, "passwordEnabled") ? passwordCalls : []),
  ]);
}

function isFiltered(args: Arguments): boolean {
  return isFilteredBy(args, "hasMfa") || isFilteredBy(args, "passwordEnabled");
}

function isFilteredBy({ filter }: Arguments, member: "hasMfa" | "passwordEnabled"): boolean {
  return typeof filter === "object" && filter !== null && typeof Reflect.get(filter, member) === "boolean";
}
