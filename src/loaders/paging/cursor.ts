import { hash } from "node:crypto";
import { BadUserInput } from "../bad-user-input.ts";

/** Where an edge stands in a list that IAM pages by Marker. */
export interface Position {
  /** The IAM operation whose markers these are. */
  readonly op: string;
  /** What fetched the page the edge was on; absent for the first page. */
  readonly marker?: string;
  /** How many items of that page lie before the cut behind this edge: 1 to 1000. */
  readonly skip: number;
  /** On the last edge of a truncated page: the following page's marker. */
  readonly next?: string;
  /** The edge's own name, serial or ARN. */
  readonly key: string;
}

const VERSION = 1;
const LONGEST_CURSOR = 4096;
const HIGHEST_SKIP = 1000;
/** Of a marker, in characters: IAM's model says 320, its answers can have more. */
const LONGEST_MARKER = 600;

/** A short hash of what a cursor is bound to: the field, its parent and its filters. */
export function scopeOf(field: string, ...parentAndFilters: readonly (string | null | undefined)[]): string {
  return shortHash(JSON.stringify([field, ...parentAndFilters.map((part) => part ?? null)]));
}

/** Opaque text for a position, bound to `scope`: at most 2 kB unless its markers are longer than IAM's model allows. */
export function encodeCursor(scope: string, position: Position): string {
  const { op, marker, next, key } = position;
  const skip = Math.min(position.skip, HIGHEST_SKIP);
  const cursor = seal({ v: VERSION, scope, op, marker, skip, next, key });
  // `next` only saves a call: where it takes more than its characters, it makes room.
  const isShort = next === undefined || Buffer.byteLength(String(next)) <= LONGEST_MARKER;
  const fits = cursor.length <= (isShort ? LONGEST_CURSOR : LONGEST_CURSOR / 2);
  return fits ? cursor : seal({ v: VERSION, scope, op, marker, skip, key });
}

/** Whether a cursor can carry this marker. A position without its marker is found by its key, from the list's start. */
export function canCarry(marker: string): boolean {
  return /^[\u0020-\u00FF]+$/.test(marker) && marker.length <= LONGEST_MARKER;
}

/**
 * The position behind a cursor that `encodeCursor` made for `scope`.
 * @throws BadUserInput naming `argument` where the cursor is damaged, of another list, or of a later version.
 */
export function decodeCursor(argument: string, scope: string, cursor: string): Position {
  const damaged = () =>
    new BadUserInput(
      `Argument "${argument}" is not a cursor of iamql's: expected the unchanged text of an edge's cursor.`,
      "CURSOR_INVALID",
    );
  const content = open(cursor);
  if (content === undefined) throw damaged();
  const { sum, ...rest } = content;
  if (typeof rest["v"] === "number" && rest["v"] > VERSION) {
    throw new BadUserInput(
      `Argument "${argument}" is a cursor of a later version of iamql (${rest["v"]}; this one reads up to ${VERSION}): start again without it.`,
      "CURSOR_INVALID",
    );
  }
  if (rest["v"] !== VERSION || sum !== shortHash(JSON.stringify(rest)) || !isPosition(rest)) throw damaged();
  if (rest["scope"] !== scope) {
    throw new BadUserInput(
      `Argument "${argument}" is a cursor of another list: expected one of the same field, parent and filters.`,
      "CURSOR_INVALID",
    );
  }
  const { op, marker, skip, next, key } = rest;
  return { op, marker, skip, next, key };
}

/** The IAM operation that a cursor's markers belong to; `undefined` where it is no cursor. It has yet to be decoded. */
export function operationOfCursor(cursor: string): string | undefined {
  const op = open(cursor)?.["op"];
  return typeof op === "string" ? op : undefined;
}

function seal(content: Record<string, unknown>): string {
  const sum = shortHash(JSON.stringify(content));
  return Buffer.from(JSON.stringify({ ...content, sum })).toString("base64url");
}

function open(cursor: string): Record<string, unknown> | undefined {
  const bytes = Buffer.from(cursor, "base64url");
  if (cursor.length > LONGEST_CURSOR || bytes.toString("base64url") !== cursor) return undefined;
  try {
    const content: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof content === "object" && content !== null ? { ...content } : undefined;
  } catch {
    return undefined;
  }
}

function isPosition(content: Record<string, unknown>): content is Record<string, unknown> & Position {
  const { op, marker, skip, next, key } = content;
  return (
    typeof op === "string" &&
    typeof key === "string" &&
    isMarker(marker) &&
    isMarker(next) &&
    Number.isInteger(skip) &&
    Number(skip) >= 1 &&
    Number(skip) <= HIGHEST_SKIP
  );
}

function isMarker(value: unknown): value is string | undefined {
  return value === undefined || (typeof value === "string" && canCarry(value));
}

function shortHash(text: string): string {
  return hash("sha256", text, "base64url").slice(0, 11);
}
