import { MAX_PAGE_SIZE } from "../../iam-model/quotas.ts";
import { assumedSize, type Calls, callsForList, callsOf, type ReadKind } from "./calls.ts";
import type { Fact } from "./facts.ts";
import type { Arguments, FieldCost, Size } from "./field-cost.ts";

const DEFAULT_PAGE = 100;

/** The number of calls for a page of a list that IAM pages. */
export function pagesOf(args: Arguments, listLength: number): number {
  const backward = isGiven(args, "last");
  // The page of the cursor may end before the requested page does.
  const resumed = isGiven(args, "after") ? 1 : 0;
  if (backward || isGiven(args, "before")) return callsForList(listLength) + resumed;
  return 1 + resumed;
}

/** How many nodes a connection returns. @param atMost the longest list that IAM can have */
export function pageSize(args: Arguments, { atMost = MAX_PAGE_SIZE }: { atMost?: number } = {}): number {
  const requested = numberOf(args, "last") ?? numberOf(args, "first") ?? DEFAULT_PAGE;
  // The connection rejects other sizes before it makes any call.
  return requested < 0 || requested > MAX_PAGE_SIZE ? 0 : Math.min(requested, atMost);
}

export interface PagedCostOptions {
  /** Facts that the page knows of its entities. */
  readonly knows: readonly Fact[];
  /** Whether the gateway filters or sorts the list. @default never */
  readonly isSelected?: (args: Arguments) => boolean;
  /** Whether `totalCount` comes from GetAccountSummary instead of reading the whole list. @default never */
  readonly countedBySummary?: (args: Arguments) => boolean;
}

/**
 * The cost of a connection over a list that IAM pages.
 * @param kind the call for a page
 * @param list whose size is assumed
 */
export function pagedConnection(
  kind: ReadKind,
  list: "users" | "groups" | "virtualMfaDevices",
  { knows, isSelected = () => false, countedBySummary = () => false }: PagedCostOptions,
) {
  const listLength = assumedSize[list];
  return {
    calls: (args) => (isSelected(args) ? wholeListCalls(args, kind, list) : callsOf(kind, pagesOf(args, listLength))),
    count: (args) => (countedBySummary(args) ? callsOf("accountSummary") : callsOf(kind, callsForList(listLength))),
    size: (args): Size => ({ nodes: pageSize(args), objects: Math.min(pageSize(args), listLength) }),
    knows,
  } satisfies FieldCost;
}

/**
 * The calls for a page of a list that the gateway filters or sorts. Matching entities can be anywhere, so in the worst case all
 * pages are read.
 */
export function wholeListCalls(args: Arguments, kind: ReadKind, list: keyof typeof assumedSize): Calls {
  // The page of the cursor is read again, and then the pages after it.
  const resumed = isGiven(args, "after") || isGiven(args, "before") ? 1 : 0;
  return callsOf(kind, callsForList(assumedSize[list]) + resumed);
}

/** Whether an argument has a value. */
export function isGiven(args: Arguments, name: string): boolean {
  return args[name] !== undefined && args[name] !== null;
}

function numberOf(args: Arguments, name: string): number | undefined {
  const value = args[name];
  return typeof value === "number" ? value : undefined;
}
