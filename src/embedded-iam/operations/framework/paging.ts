import { errorTexts } from "../../../iam-model/error-texts.ts";
import { type ListIdentity, type Markers, ServiceError } from "../../protocol/index.ts";

/** IAM's default page size (docs). */
const defaultPageSize = 100;

/** A list that can be continued after any key, even if that key was removed. */
export interface KeysetList<Row> {
  /** Up to `limit` rows after the key, in order. "" is before all keys. */
  rows(after: string, limit: number): readonly Row[];
  keyOf(row: Row): string;
  /** The present keys; needed only if a key can be too long for a marker. */
  keys?(): readonly string[];
  /**
   * The text of the ValidationError for a damaged marker or one of another list.
   * @default "Invalid Marker."
   */
  readonly markerRefusal?: string;
}

/** The input members of all operations with pages. */
export interface PageInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface RowPage<Row> {
  readonly rows: readonly Row[];
  /** The last members of the response: IsTruncated is always present, Marker only if it is true (AWS-recorded). */
  readonly ending: { readonly IsTruncated: boolean; readonly Marker: string | undefined };
}

/** Returns one page of a list. A damaged marker, or one of another list, is a ValidationError. */
export function takePage<Row>(
  markers: Markers,
  listIdentity: ListIdentity,
  { Marker, MaxItems = defaultPageSize }: PageInput,
  list: KeysetList<Row>,
): RowPage<Row> {
  const after = Marker === undefined ? "" : markers.decode(listIdentity, Marker, list.keys?.());
  if (after === undefined) {
    throw new ServiceError("ValidationError", list.markerRefusal ?? errorTexts.markerInvalid());
  }
  const rows = list.rows(after, MaxItems + 1);
  const page = rows.slice(0, MaxItems);
  const last = page.at(-1);
  const truncated = rows.length > page.length;
  // Fault injection can request an empty page, which ends where it starts.
  const marker = truncated ? markers.encode(listIdentity, last === undefined ? after : list.keyOf(last)) : undefined;
  return { rows: page, ending: { IsTruncated: truncated, Marker: marker } };
}

/** Creates a list from rows that a quota keeps few. They are sorted by the bytes of their keys, as in the database. */
export function smallList<Row>(rows: readonly Row[], keyOf: (row: Row) => string): KeysetList<Row> {
  const sorted = rows.map((row) => ({ row, key: keyOf(row) })).sort((one, other) => compareBytes(one.key, other.key));
  return {
    rows: (after, limit) =>
      sorted
        .filter(({ key }) => compareBytes(key, after) > 0)
        .slice(0, limit)
        .map(({ row }) => row),
    keyOf,
    keys: () => sorted.map(({ key }) => key),
  };
}

/** A row of one of several lists. */
export interface JoinedRow<Kind extends string, Row> {
  readonly kind: Kind;
  readonly row: Row;
}

/**
 * One list after another. `part` gives the list of a kind. Keys begin with the place of their list among the kinds, so that a
 * marker continues in the same list.
 */
export function joinedLists<Kind extends string, Row>(
  kinds: readonly Kind[],
  part: (kind: Kind) => KeysetList<Row>,
): KeysetList<JoinedRow<Kind, Row>> {
  const parts = kinds.map((kind, place) => ({ kind, letter: String.fromCharCode(97 + place), list: part(kind) }));
  return {
    keyOf: ({ kind, row }) => {
      const found = parts.find((one) => one.kind === kind);
      if (found === undefined) throw new Error(`a joined list has no part ${kind}`);
      return `${found.letter}${found.list.keyOf(row)}`;
    },
    rows: (after, limit) => {
      const rows: JoinedRow<Kind, Row>[] = [];
      for (const { kind, letter, list } of parts) {
        if (after !== "" && letter < after.charAt(0)) continue;
        if (rows.length === limit) break;
        const afterKey = after.startsWith(letter) ? after.slice(1) : "";
        rows.push(...list.rows(afterKey, limit - rows.length).map((row) => ({ kind, row })));
      }
      return rows;
    },
  };
}

/** JavaScript compares UTF-16 code units, which gives another order for characters beyond U+FFFF. */
function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
