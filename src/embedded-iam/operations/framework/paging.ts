import { errorTexts } from "../../../iam-model/error-texts.ts";
import { type MarkerScope, type Markers, ServiceError } from "../../protocol/index.ts";

/** IAM's page size where the caller asks for none (docs). */
const defaultPageSize = 100;

/** A list that can be entered behind any key, whether that key is still there or not. */
export interface KeysetList<Row> {
  /** Up to `limit` rows behind the key, in order; "" is before all keys. */
  rows(after: string, limit: number): readonly Row[];
  keyOf(row: Row): string;
  /** The keys that are there; needed only where a key may be too long for a marker. */
  keys?(): readonly string[];
  /**
   * The text of the ValidationError for a marker of another scope or a damaged one.
   * @default "Invalid Marker."
   */
  readonly markerRefusal?: string;
}

/** The input members of all operations that page. */
export interface PageInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface RowPage<Row> {
  readonly rows: readonly Row[];
  /** The last members of the answer: IsTruncated is always there, Marker only if true (AWS-recorded). */
  readonly ending: { readonly IsTruncated: boolean; readonly Marker: string | undefined };
}

/** Takes one page of a list. The marker of another scope, or a damaged one, is a ValidationError. */
export function takePage<Row>(
  markers: Markers,
  scope: MarkerScope,
  { Marker, MaxItems = defaultPageSize }: PageInput,
  list: KeysetList<Row>,
): RowPage<Row> {
  const after = Marker === undefined ? "" : markers.decode(scope, Marker, list.keys?.());
  if (after === undefined) {
    throw new ServiceError("ValidationError", list.markerRefusal ?? errorTexts.markerInvalid());
  }
  const rows = list.rows(after, MaxItems + 1);
  const page = rows.slice(0, MaxItems);
  const last = page.at(-1);
  const truncated = rows.length > page.length;
  // Weather can ask for a page of none, which ends where it begins.
  const marker = truncated ? markers.encode(scope, last === undefined ? after : list.keyOf(last)) : undefined;
  return { rows: page, ending: { IsTruncated: truncated, Marker: marker } };
}

/** Makes a list of rows that a quota keeps few, in order of their keys: by their bytes, as the database orders texts. */
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

/** JavaScript's own order is another, where a character beyond U+FFFF meets one from U+E000 on. */
function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
