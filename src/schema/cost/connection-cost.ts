import { MAX_PAGE_SIZE } from "../../iam-model/quotas.ts";
import { assumedSize, callsForList, callsOf, type ReadKind } from "./calls.ts";
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
  { knows, countedBySummary = () => false }: PagedCostOptions,
) {
  const listLength = assumedSize[list];
  return {
    calls: (args) => callsOf(kind, pagesOf(args, listLength)),
    count: (args) => (countedBySummary(args) ? callsOf("accountSummary") : callsOf(kind, callsForList(listLength))),
    size: (args): Size => ({ nodes: pageSize(args), objects: Math.min(pageSize(args), listLength) }),
    knows,
  } satisfies FieldCost;
}

/** Whether a list is not limited by its `pathPrefix`. Every path starts with "/". */
export function hasNoPathPrefix(args: Arguments): boolean {
  return !isGiven(args, "pathPrefix") || args["pathPrefix"] === "/";
}

/** Whether an argument has a value. */
export function isGiven(args: Arguments, name: string): boolean {
  return args[name] !== undefined && args[name] !== null;
}

function numberOf(args: Arguments, name: string): number | undefined {
  const value = args[name];
  return typeof value === "number" ? value : undefined;
}
