import type { Listing } from "./listings/index.ts";
import { byKey } from "./tags.ts";
import { type Input, type Output, Refusal } from "./types.ts";

/** The position of a marker: after this key of this list. */
export interface Position {
  readonly list: string;
  readonly after: string;
}

/** The markers received so far. */
export type Markers = Map<string, Position>;

/** A page of a list, and the start of the next page, if there is one. */
export interface Page {
  readonly output: Output;
  readonly next: Position | undefined;
}

/**
 * Returns the page that a request asks for. A marker belongs to exactly one list and leads to the first key after its
 * own, regardless of later changes.
 */
export function takePage(markers: Markers, listing: Listing, { Marker, MaxItems = 100 }: Input): Page {
  const { list } = listing;
  const position = Marker === undefined ? { list, after: "" } : markers.get(Marker);
  if (position?.list !== list) {
    const isOfDetails = list.startsWith("GetAccountAuthorizationDetails");
    throw new Refusal(`400 ValidationError: ${isOfDetails ? "Marker and Filter do not match" : "Invalid Marker."}`);
  }
  const left = [...listing.rows].sort(byKey).filter(([key]) => key > position.after);
  const page = left.slice(0, MaxItems);
  const after = left.length > page.length ? page.at(-1)?.[0] : undefined;
  return {
    output: { ...listing.output(page.map(([, row]) => row)), IsTruncated: after !== undefined },
    next: after === undefined ? undefined : { list, after },
  };
}
