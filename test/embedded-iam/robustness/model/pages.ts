import { byKey } from "./state.ts";
import { type Input, type Output, Refusal } from "./types.ts";

/** Where a marker that the service gave out leads: behind that key of that list. */
export interface Position {
  readonly list: string;
  readonly after: string;
}

/** The markers given out so far. */
export type Markers = Map<string, Position>;

/** A page of a list, and where the next one begins if there is one. */
export interface Page {
  readonly output: Output;
  readonly next: Position | undefined;
}

/**
 * The page that a request asks for, of rows by their keys. `list` is the operation with its filters: a marker belongs to
 * exactly one of these, and leads to the first key behind the one that it was given for, whatever has happened since.
 */
export function takePage(
  markers: Markers,
  list: string,
  { Marker, MaxItems = 100 }: Input,
  rows: ReadonlyMap<string, unknown>,
  member: string,
): Page {
  const position = Marker === undefined ? { list, after: "" } : markers.get(Marker);
  if (position?.list !== list) {
    const isOfDetails = list === "GetAccountAuthorizationDetails";
    throw new Refusal(`400 ValidationError: ${isOfDetails ? "Marker and Filter do not match" : "Invalid Marker."}`);
  }
  const left = [...rows].sort(byKey).filter(([key]) => key > position.after);
  const page = left.slice(0, MaxItems);
  const after = left.length > page.length ? page.at(-1)?.[0] : undefined;
  return {
    output: { [member]: page.map(([, row]) => row), IsTruncated: after !== undefined },
    next: after === undefined ? undefined : { list, after },
  };
}
