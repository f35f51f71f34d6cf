import { MAX_PAGE_SIZE } from "../../iam-model/quotas.ts";
import { once } from "../batching/index.ts";
import { encodeCursor } from "./cursor.ts";
import type { MarkerList } from "./list.ts";
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
  /** A promise only for `first: 0` or `last: 0`: then reading it costs a call. */
  readonly pageInfo: PageInfo | Promise<PageInfo>;
  /** The length of the whole list, if reading this page has reached its end. */
  readonly knownCount: number | undefined;
  /** The length of the whole list, if necessary by reading on to its end. */
  count(): Promise<number>;
}

/** The surroundings of a page in its list. */
export interface Surroundings<Item> {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Present if the page was read from the list's start: the number of items seen, and the reader of the rest. */
  readonly rest?: { readonly seen: number; readonly reader: Reader<Item> };
}

/** A page of these items, in this order. */
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

/** The first or last page of a list whose items are all loaded. */
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

/** The page for `first: 0` or `last: 0`. It costs no call unless `pageInfo` is read. */
export function emptyPage<Item>(list: MarkerList<Item>, ask: () => Promise<PageInfo>): ConnectionPage<Item> {
  return new EmptyPage(list, ask);
}

async function countOnward<Item>(reader: Reader<Item>, seen: number): Promise<number> {
  const { count } = await reader.takeUntil(undefined, MAX_PAGE_SIZE, 0);
  return seen + count;
}

// Classes, because V8 keeps each object literal with a getter alive until the next full collection: the literal's own map in
// the old generation holds the getter's closure, and so the page with all its items.

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

  /** Computed on access, because two cursors cost two hashes. */
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

/** Computes its cursor on access: a query of 1000 nodes without cursors does not pay for 1000 hashes. */
class LazyEdge<Item> implements Edge<Item> {
  readonly #list: Pick<MarkerList<Item>, "identity">;
  readonly #place: Placed<Item>;

  constructor(list: Pick<MarkerList<Item>, "identity">, place: Placed<Item>) {
    this.#list = list;
    this.#place = place;
  }

  get node(): Item {
    return this.#place.item;
  }

  get cursor(): string {
    return encodeCursor(this.#list.identity, this.#place);
  }
}
