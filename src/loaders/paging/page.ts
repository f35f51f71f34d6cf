import { once } from "../batch.ts";
import { encodeCursor } from "./cursor.ts";
import { LARGEST_PAGE, type MarkerList } from "./list.ts";
import { type Placed, Reader } from "./reader.ts";

export interface PageInfo {
  readonly startCursor: string | null;
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

export interface Edge<Item> {
  readonly cursor: string;
  readonly node: Item;
}

/** One page of a connection. */
export interface ConnectionPage<Item> {
  readonly edges: readonly Edge<Item>[];
  /** A promise only where the page is empty by request (`first: 0`), and then it costs a call when it is read. */
  readonly pageInfo: PageInfo | Promise<PageInfo>;
  /** How many items the whole list has, where this page's walk came by it. */
  readonly knownCount: number | undefined;
  /** The same; where it is not known, by walking on. */
  count(): Promise<number>;
}

/** What lies around a page. */
export interface Surroundings<Item> {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Where the page was read from the list's start: how much was seen, and what reads the rest. */
  readonly rest?: { readonly seen: number; readonly reader: Reader<Item> };
}

/** A page of these items. */
export function pageOf<Item>(
  list: MarkerList<Item>,
  placed: readonly Placed<Item>[],
  { hasNextPage, hasPreviousPage, rest }: Surroundings<Item>,
): ConnectionPage<Item> {
  const edges = placed.map((place) => new LazyEdge(list.scope, place));
  return {
    edges,
    get pageInfo() {
      const startCursor = edges[0]?.cursor ?? null;
      const endCursor = edges.at(-1)?.cursor ?? null;
      return { startCursor, endCursor, hasNextPage, hasPreviousPage };
    },
    knownCount: rest?.reader.ended ? rest.seen + rest.reader.ahead.length : undefined,
    count: once(() => countOnward(rest?.reader ?? new Reader(list), rest?.seen ?? 0)),
  };
}

/** A page that is empty by request: it costs nothing, unless it is asked what lies around it. */
export function emptyPage<Item>(list: MarkerList<Item>, ask: () => Promise<PageInfo>): ConnectionPage<Item> {
  const askOnce = once(ask);
  return {
    edges: [],
    get pageInfo() {
      return askOnce();
    },
    knownCount: undefined,
    count: once(() => countOnward(new Reader(list), 0)),
  };
}

async function countOnward<Item>(reader: Reader<Item>, seen: number): Promise<number> {
  const { count } = await reader.takeUntil(undefined, LARGEST_PAGE, 0);
  return seen + count;
}

/** Makes its cursor when it is read: a page of 1000 nodes that asks for none does not pay for 1000 hashes. */
class LazyEdge<Item> implements Edge<Item> {
  readonly #scope: string;
  readonly #place: Placed<Item>;

  constructor(scope: string, place: Placed<Item>) {
    this.#scope = scope;
    this.#place = place;
  }

  get node(): Item {
    return this.#place.item;
  }

  get cursor(): string {
    return encodeCursor(this.#scope, this.#place);
  }
}
