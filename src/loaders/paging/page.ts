import { once } from "../batching/index.ts";
import { encodeCursor } from "./cursor.ts";
import { LARGEST_PAGE, type MarkerList } from "./list.ts";
import { type Placed, Reader } from "./reader.ts";
import type { Window } from "./window.ts";

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
  const edges = placed.map((place) => new LazyEdge(list, place));
  return new ReadPage(
    edges,
    { hasNextPage, hasPreviousPage },
    rest?.reader.ended ? rest.seen + rest.reader.ahead.length : undefined,
    once(() => countOnward(rest?.reader ?? new Reader(list), rest?.seen ?? 0)),
  );
}

/** The page at an end of a list of which all is there. */
export function pageOfWhole<Item>(
  list: MarkerList<Item>,
  items: readonly Item[],
  { direction, size }: Pick<Window, "direction" | "size">,
): ConnectionPage<Item> {
  const isForward = direction === "forward";
  const from = isForward ? 0 : Math.max(items.length - size, 0);
  const edges = items
    .slice(from, from + size)
    .map((item, at) => new LazyEdge(list, { item, op: list.op, skip: from + at + 1, key: list.keyOf(item) }));
  const isCut = items.length > size;
  const around = { hasNextPage: isForward && isCut, hasPreviousPage: !isForward && isCut };
  return new ReadPage(edges, around, items.length, async () => items.length);
}

/** A page that is empty by request: it costs nothing, unless it is asked what lies around it. */
export function emptyPage<Item>(list: MarkerList<Item>, ask: () => Promise<PageInfo>): ConnectionPage<Item> {
  return new EmptyPage(list, ask);
}

async function countOnward<Item>(reader: Reader<Item>, seen: number): Promise<number> {
  const { count } = await reader.takeUntil(undefined, LARGEST_PAGE, 0);
  return seen + count;
}

// Classes, because V8 keeps each object literal with a getter alive until the next full collection: the literal has a map of
// its own in the old generation, which holds the getter's closure, and so the page with all its items.

class ReadPage<Item> implements ConnectionPage<Item> {
  readonly edges: readonly Edge<Item>[];
  readonly knownCount: number | undefined;
  readonly count: () => Promise<number>;
  readonly #around: Pick<PageInfo, "hasNextPage" | "hasPreviousPage">;

  constructor(
    edges: readonly Edge<Item>[],
    around: Pick<PageInfo, "hasNextPage" | "hasPreviousPage">,
    knownCount: number | undefined,
    count: () => Promise<number>,
  ) {
    this.edges = edges;
    this.knownCount = knownCount;
    this.count = count;
    this.#around = around;
  }

  /** Computed when it is read: two cursors are two hashes. */
  get pageInfo(): PageInfo {
    const { edges } = this;
    return { startCursor: edges[0]?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null, ...this.#around };
  }
}

class EmptyPage<Item> implements ConnectionPage<Item> {
  readonly edges = [];
  readonly knownCount = undefined;
  readonly count: () => Promise<number>;
  readonly #ask: () => Promise<PageInfo>;

  constructor(list: MarkerList<Item>, ask: () => Promise<PageInfo>) {
    this.#ask = once(ask);
    this.count = once(() => countOnward(new Reader(list), 0));
  }

  get pageInfo(): Promise<PageInfo> {
    return this.#ask();
  }
}

/** Makes its cursor when it is read: a page of 1000 nodes that asks for none does not pay for 1000 hashes. */
class LazyEdge<Item> implements Edge<Item> {
  readonly #list: Pick<MarkerList<Item>, "scope">;
  readonly #place: Placed<Item>;

  constructor(list: Pick<MarkerList<Item>, "scope">, place: Placed<Item>) {
    this.#list = list;
    this.#place = place;
  }

  get node(): Item {
    return this.#place.item;
  }

  get cursor(): string {
    return encodeCursor(this.#list.scope, this.#place);
  }
}
