import { asking, assumedSize, type CallKind, walkOf } from "./calls.ts";
import type { Arguments, FieldCost, Size } from "./field-cost.ts";

const LARGEST_PAGE = 1000;
const DEFAULT_PAGE = 100;

/** Of a list that is fetched by pages: the calls for a page. */
export function pagesOf(args: Arguments, listLength: number): number {
  const backward = isGiven(args, "last");
  // The page that the cursor was on may end before the one asked for does.
  const resumed = isGiven(args, "after") ? 1 : 0;
  if (backward || isGiven(args, "before")) return walkOf(listLength) + resumed;
  return 1 + resumed;
}

/** How many nodes a connection answers with, at most `listLength`. */
export function pageSize(args: Arguments, { atMost = LARGEST_PAGE }: { atMost?: number } = {}): number {
  const asked = numberOf(args, "last") ?? numberOf(args, "first") ?? DEFAULT_PAGE;
  // What lies outside is refused by the connection itself, before any call.
  return asked < 0 || asked > LARGEST_PAGE ? 0 : Math.min(asked, atMost);
}

/** A connection over a list of IAM's that is fetched by pages. */
export function pagedConnection(
  kind: CallKind,
  list: "users" | "groups" | "virtualMfaDevices",
  {
    knows,
    countedBySummary = () => false,
  }: { knows: FieldCost["knows"]; countedBySummary?: (args: Arguments) => boolean },
): FieldCost {
  const listLength = assumedSize[list];
  return {
    calls: (args) => asking(kind, pagesOf(args, listLength)),
    count: (args) => (countedBySummary(args) ? asking("accountSummary") : asking(kind, walkOf(listLength))),
    size: (args): Size => ({ nodes: pageSize(args), objects: Math.min(pageSize(args), listLength) }),
    knows,
  };
}

export function isGiven(args: Arguments, name: string): boolean {
  return args[name] !== undefined && args[name] !== null;
}

function numberOf(args: Arguments, name: string): number | undefined {
  const value = args[name];
  return typeof value === "number" ? value : undefined;
}
