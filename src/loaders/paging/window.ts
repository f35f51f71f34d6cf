import { MAX_PAGE_SIZE } from "../../iam-model/quotas.ts";
import { BadUserInput } from "../bad-user-input.ts";
import { decodeCursor, operationOfCursor, type Position } from "./cursor.ts";
import type { MarkerList } from "./list.ts";

/** Relay's arguments as the client sent them; `null` equals absent. */
export interface ConnectionArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
  /** Whether the query selects only the length of the list, and nothing of the page. @default false */
  readonly countOnly?: boolean;
}

/** The IAM operation that the cursor in the arguments comes from, if there is one. Its marker is valid only there. */
export function operationOf({ after, before }: ConnectionArguments): string | undefined {
  const cursor = after ?? before;
  return typeof cursor === "string" ? (operationOfCursor(cursor) ?? "") : undefined;
}

/** The part of a list that Relay's arguments describe. */
export interface Window {
  readonly direction: "forward" | "backward";
  /** 0 to 1000. */
  readonly size: number;
  readonly after?: Position;
  readonly before?: Position;
}

/** IAM's default page size. */
export const DEFAULT_PAGE = 100;

/** The maximum length of a page at the start or end of a list; 0 for a page at a cursor, which can be near the end. */
export function sizeFromStart({ first, after, last, before, countOnly }: ConnectionArguments): number {
  return countOnly || after || before ? 0 : (last ?? first ?? DEFAULT_PAGE);
}

/** Parses Relay's arguments. @throws BadUserInput if they are invalid, with all errors of `first` and `last` at once */
export function parseWindow<Item>(list: MarkerList<Item>, args: ConnectionArguments): Window {
  const first = args.first ?? undefined;
  const last = args.last ?? undefined;
  const errors = [...sizeErrors("first", first), ...sizeErrors("last", last)];
  if (first !== undefined && last !== undefined) {
    errors.push(`Arguments "first" and "last" exclude each other: pass one of them.`);
  }
  if (errors.length > 0) throw new BadUserInput(errors.join(" "));
  return {
    direction: last === undefined ? "forward" : "backward",
    size: last ?? first ?? DEFAULT_PAGE,
    after: parseCursor("after", list, args.after),
    before: parseCursor("before", list, args.before),
  };
}

function sizeErrors(argument: string, size: number | undefined): string[] {
  if (size === undefined || (size >= 0 && size <= MAX_PAGE_SIZE)) return [];
  return [`Argument "${argument}" is ${size}: expected 0 to ${MAX_PAGE_SIZE}.`];
}

function parseCursor<Item>(argument: string, list: MarkerList<Item>, cursor: string | null | undefined) {
  if (cursor === null || cursor === undefined) return undefined;
  const position = decodeCursor(argument, list.identity, cursor);
  if (position.op === list.op) return position;
  throw new BadUserInput(
    `Argument "${argument}" is a cursor of another IAM operation: start without a cursor.`,
    "CURSOR_INVALID",
  );
}
