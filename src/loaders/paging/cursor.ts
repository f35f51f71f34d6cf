import { hash } from "node:crypto";
import { BadUserInput } from "../bad-user-input.ts";

/** The position of an edge in a list that IAM pages by Marker. */
export interface Position {
  /** The IAM operation whose markers these are. */
  readonly op: string;
  /** The marker of the edge's page; absent for the first page. */
  readonly marker?: string;
  /** How many items of that page precede the cut after this edge: 1 to 1000. */
  readonly skip: number;
  /** The next page's marker; only on the last edge of a truncated page. */
  readonly next?: string;
  /** The item's name, serial number or ARN. */
  readonly key: string;
}

const VERSION = 1;
const MAX_CURSOR_LENGTH = 4096;
const MAX_SKIP = 1000;
/** In characters. IAM's model says 320, but IAM can return longer markers. */
const MAX_MARKER_LENGTH = 600;

/** The identity of a list that cursors are bound to: a short hash of the field, its parent and its filters. */
export function listIdentity(field: string, ...parentAndFilters: readonly (string | null | undefined)[]): string {
  return shortHash(JSON.stringify([field, ...parentAndFilters.map((part) => part ?? null)]));
}

/** The identity of a list with a filter or an order; without them, the one of the list itself. */
export function selectedListIdentity(
  [field, ...parent]: readonly [string, ...(string | null | undefined)[]],
  { filter, order }: { readonly filter?: object | undefined; readonly order?: object | undefined },
): string {
  if (filter === undefined && order === undefined) return listIdentity(field, ...parent);
  return listIdentity(field, ...parent, JSON.stringify(filter), JSON.stringify(order));
}

/** Opaque text for a position in a list: at most 2 kB unless its markers are longer than IAM's model allows. */
export function encodeCursor(identity: string, position: Position): string {
  const { op, marker, next, key } = position;
  const skip = Math.min(position.skip, MAX_SKIP);
  const cursor = seal({ v: VERSION, scope: identity, op, marker, skip, next, key });
  // `next` only saves a call: it is omitted if it makes the cursor too long.
  const isShort = next === undefined || Buffer.byteLength(String(next)) <= MAX_MARKER_LENGTH;
  const fits = cursor.length <= (isShort ? MAX_CURSOR_LENGTH : MAX_CURSOR_LENGTH / 2);
  return fits ? cursor : seal({ v: VERSION, scope: identity, op, marker, skip, key });
}

/** Whether a cursor can contain this marker. Without it, a walk from the list's start finds the position by its key. */
export function canCarry(marker: string): boolean {
  return /^[\u0020-\u00FF]+$/.test(marker) && marker.length <= MAX_MARKER_LENGTH;
}

/**
 * The position in a cursor of this list.
 * @param argument the argument that the errors name
 * @throws BadUserInput with reason CURSOR_INVALID if the cursor is damaged, of another list, or of a later version
 */
export function decodeCursor(argument: string, identity: string, cursor: string): Position {
  const damaged = () =>
    new BadUserInput(
      `Argument "${argument}" is not a valid cursor: pass an edge's cursor unchanged.`,
      "CURSOR_INVALID",
    );
  const content = open(cursor);
  if (content === undefined) throw damaged();
  const { sum, ...rest } = content;
  if (typeof rest["v"] === "number" && rest["v"] > VERSION) {
    throw new BadUserInput(
      `Argument "${argument}" is a cursor of a later version of iamql (${rest["v"]}; this one reads up to ${VERSION}): start without a cursor.`,
      "CURSOR_INVALID",
    );
  }
  if (rest["v"] !== VERSION || sum !== shortHash(JSON.stringify(rest)) || !isPosition(rest)) throw damaged();
  if (rest["scope"] !== identity) {
    throw new BadUserInput(
      `Argument "${argument}" is a cursor of another list: pass a cursor of the same field, parent and filters.`,
      "CURSOR_INVALID",
    );
  }
  const { op, marker, skip, next, key } = rest;
  return { op, marker, skip, next, key };
}

/** The IAM operation of a cursor's markers; `undefined` if the text is not a cursor. Does not validate the rest of the cursor. */
export function operationOfCursor(cursor: string): string | undefined {
  const op = open(cursor)?.["op"];
  return typeof op === "string" ? op : undefined;
}

function seal(content: Record<string, unknown>): string {
  const text = JSON.stringify(content);
  // The text of the content with its sum as the last member.
  return Buffer.from(`${text.slice(0, -1)},"sum":"${shortHash(text)}"}`).toString("base64url");
}

function open(cursor: string): Record<string, unknown> | undefined {
  const bytes = Buffer.from(cursor, "base64url");
  if (cursor.length > MAX_CURSOR_LENGTH || bytes.toString("base64url") !== cursor) return undefined;
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
    Number(skip) <= MAX_SKIP
  );
}

function isMarker(value: unknown): value is string | undefined {
  return value === undefined || (typeof value === "string" && canCarry(value));
}

function shortHash(text: string): string {
  return hash("sha256", text, "base64url").slice(0, 11);
}
