import { BadUserInput } from "../bad-user-input.ts";
import { decodeCursor, operationOfCursor, type Position } from "./cursor.ts";
import { LARGEST_PAGE, type MarkerList } from "./list.ts";

/** Relay's arguments as they came; `null` is the same as absent. */
export interface ConnectionArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
  /** Whether nobody wants the page itself, only how many the whole list has. @default false */
  readonly countOnly?: boolean;
}

/** The IAM operation by which a list has to be read on, where the arguments bring a cursor: markers are of one operation. */
export function operationOf({ after, before }: ConnectionArguments): string | undefined {
  const cursor = after ?? before;
  return typeof cursor === "string" ? (operationOfCursor(cursor) ?? "") : undefined;
}

/** What part of a list Relay's arguments ask for. */
export interface Window {
  readonly direction: "forward" | "backward";
  /** 0 to 1000. */
  readonly size: number;
  readonly after?: Position;
  readonly before?: Position;
}

/** IAM's own default page. */
export const DEFAULT_PAGE = 100;

/** How many items at most a page has that is at an end of its list; 0 where it begins at a cursor, which may be near the end. */
export function sizeFromStart({ first, after, last, before, countOnly }: ConnectionArguments): number {
  return countOnly || after || before ? 0 : (last ?? first ?? DEFAULT_PAGE);
}

/** @throws BadUserInput where the arguments cannot be served, all faults of `first` and `last` at once */
export function parseWindow<Item>(list: MarkerList<Item>, args: ConnectionArguments): Window {
  const first = args.first ?? undefined;
  const last = args.last ?? undefined;
  const faults = [...faultsOfSize("first", first), ...faultsOfSize("last", last)];
  if (first !== undefined && last !== undefined) {
    faults.push(`Arguments "first" and "last" were both given: expected one of them.`);
  }
  if (faults.length > 0) throw new BadUserInput(faults.join(" "));
  return {
    direction: last === undefined ? "forward" : "backward",
    size: last ?? first ?? DEFAULT_PAGE,
    after: parseCursor("after", list, args.after),
    before: parseCursor("before", list, args.before),
  };
}

function faultsOfSize(argument: string, size: number | undefined): string[] {
  if (size === undefined || (size >= 0 && size <= LARGEST_PAGE)) return [];
  return [`Argument "${argument}" is ${size}: expected 0 to ${LARGEST_PAGE}.`];
}

function parseCursor<Item>(argument: string, list: MarkerList<Item>, cursor: string | null | undefined) {
  if (cursor === null || cursor === undefined) return undefined;
  const position = decodeCursor(argument, list.scope, cursor);
  if (position.op === list.op) return position;
  throw new BadUserInput(
    `Argument "${argument}" belongs to an operation that this list is not read by.`,
    "CURSOR_INVALID",
  );
}
