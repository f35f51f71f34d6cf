import { IamError, type Page, type PageRequest } from "../iam/index.ts";
import { BadUserInput } from "./bad-user-input.ts";
import { decodeCursor, encodeCursor, type Position } from "./cursor.ts";

/** A list of IAM's that is paged forward by Marker, served as a Relay connection. */
export interface MarkerList<Item> {
  /** What cursors of this list are bound to: see `scopeOf`. */
  readonly scope: string;
  /** The IAM operation behind `list`, which its markers belong to. */
  readonly op: string;
  list(request: PageRequest): Promise<Page<Item>>;
  /** The item's own name, serial or ARN: unique in the list. */
  keyOf(item: Item): string;
}

/** Relay's arguments as they came; `null` is the same as absent. */
export interface ConnectionArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

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
  /** How many items the whole list has: known where this page's walk came to the end, otherwise walked on for. */
  count(): Promise<number>;
  /** The same, where it is known without a further call. */
  readonly knownCount: number | undefined;
}

export const LARGEST_PAGE = 1000;
/** IAM's own default page. */
const DEFAULT_PAGE = 100;

/**
 * Reads one page of `list`, as Relay's arguments ask for it, in as few calls as Marker paging allows: forward at most
 * what is missing is asked for; backward the cursor's own page is read again, and only where that has too little, the
 * list from its start.
 * @throws BadUserInput where an argument cannot be served, before any call but for a cursor that has expired.
 */
export async function readConnection<Item>(
  list: MarkerList<Item>,
  args: ConnectionArguments,
): Promise<ConnectionPage<Item>> {
  const window = parseWindow(list, args);
  if (window.size === 0) return emptyPage(list, window);
  return window.direction === "forward" ? readForward(list, window) : readBackward(list, window);
}

interface Window {
  readonly direction: "forward" | "backward";
  readonly size: number;
  readonly after?: Position;
  readonly before?: Position;
}

function parseWindow<Item>(list: MarkerList<Item>, args: ConnectionArguments): Window {
  const first = args.first ?? undefined;
  const last = args.last ?? undefined;
  const faults = [...faultsOfSize("first", first), ...faultsOfSize("last", last)];
  if (first !== undefined && last !== undefined) {
    faults.push(`Arguments "first" and "last" were both given: expected one of them.`);
  }
  if (faults.length > 0) throw new BadUserInput(faults.join(" "));
  return {
    direction: last === undefined ? "forward" : "backward",
    size: last ?? first ?? DEFAULT_PAGE,
    after: parseCursor("after", list, args.after),
    before: parseCursor("before", list, args.before),
  };
}

function faultsOfSize(argument: string, size: number | undefined): string[] {
  if (size === undefined || (size >= 0 && size <= LARGEST_PAGE)) return [];
  return [`Argument "${argument}" is ${size}: expected 0 to ${LARGEST_PAGE}.`];
}

function parseCursor<Item>(argument: string, list: MarkerList<Item>, cursor: string | null | undefined) {
  if (cursor === null || cursor === undefined) return undefined;
  const position = decodeCursor(argument, list.scope, cursor);
  if (position.op === list.op) return position;
  throw new BadUserInput(
    `Argument "${argument}" belongs to an operation that this list is not read by.`,
    "CURSOR_INVALID",
  );
}

/** An item and where it stood when it was read. */
interface Placed<Item> extends Position {
  readonly item: Item;
}

/** Reads a list onward from one marker; what was read and not yet taken stays in `ahead`. */
class Reader<Item> {
  readonly #list: MarkerList<Item>;
  #marker: string | undefined;
  #started = false;
  /** Items read and not yet taken, in order. */
  ahead: Placed<Item>[] = [];
  /** Whether all that was read so far stood in order, regardless of case. */
  inOrder = true;
  #previousKey: string | undefined;

  constructor(list: MarkerList<Item>, marker?: string) {
    this.#list = list;
    this.#marker = marker;
  }

  /** Whether IAM has said that nothing comes behind what was read. */
  get ended(): boolean {
    return this.#started && this.#marker === undefined;
  }

  /** Reads one more page of at most `size` items into `ahead`; the page may be short or empty. */
  async read(size: number): Promise<void> {
    const marker = this.#marker;
    const page = await this.#listPage({ marker, maxItems: Math.min(size, LARGEST_PAGE) });
    this.#started = true;
    this.#marker = page.marker;
    const { op, keyOf } = this.#list;
    for (const [index, item] of page.items.entries()) {
      const key = keyOf(item);
      if (this.#previousKey !== undefined && sortsAfter(this.#previousKey, key)) this.inOrder = false;
      this.#previousKey = key;
      const next = index === page.items.length - 1 ? page.marker : undefined;
      this.ahead.push({ item, op, marker, skip: index + 1, next, key });
    }
  }

  async #listPage(request: PageRequest): Promise<Page<Item>> {
    try {
      return await this.#list.list(request);
    } catch (error) {
      if (error instanceof IamError && error.failure === "invalid-marker" && request.marker !== undefined)
        throw expired();
      throw error;
    }
  }
}

/** The order of IAM's lists by name: regardless of case. */
export function sortsAfter(key: string, other: string): boolean {
  return key.toLowerCase() > other.toLowerCase();
}

function expired(): BadUserInput {
  return new BadUserInput(
    "The cursor has expired: what it pointed at is gone, and IAM does not tell where it stood. Start again without it.",
    "CURSOR_EXPIRED",
  );
}

/** The items before a cut, and whether one was seen at or behind it. */
interface Cut<Item> {
  readonly before: Placed<Item>[];
  readonly reached: boolean;
}

/**
 * Takes from `reader` all that stands before `cut`, which is where its key stands now; if that is gone, where the
 * first item sorts after it. The item at the cut stays in the reader, with what follows.
 * @param keep how many of the last items before the cut to keep
 */
async function takeUntil<Item>(
  reader: Reader<Item>,
  cut: Position | undefined,
  pageSize: number,
  keep = Number.POSITIVE_INFINITY,
): Promise<Cut<Item> & { readonly dropped: boolean; readonly taken: number }> {
  const before: Placed<Item>[] = [];
  let taken = 0;
  const take = (count: number) => {
    taken += count;
    before.push(...reader.ahead.splice(0, count));
    if (before.length > keep) before.splice(0, before.length - keep);
  };
  for (;;) {
    const at = cut === undefined ? -1 : cutIn(reader, cut);
    if (at >= 0) {
      take(at);
      return { before, reached: true, dropped: taken > before.length, taken };
    }
    take(reader.ahead.length);
    if (reader.ended) break;
    await reader.read(pageSize);
  }
  if (cut !== undefined && !reader.inOrder) throw expired();
  return { before, reached: false, dropped: taken > before.length, taken };
}

/** The index in `reader.ahead` where `cut` lies; -1 where that is further on. */
function cutIn<Item>(reader: Reader<Item>, cut: Position): number {
  const at = reader.ahead.findIndex(({ key }) => key === cut.key);
  if (at >= 0 || !reader.inOrder) return at;
  return reader.ahead.findIndex(({ key }) => sortsAfter(key, cut.key));
}

/** A reader whose next item is the first one behind `cut`. */
async function readerBehind<Item>(list: MarkerList<Item>, cut: Position, size: number): Promise<Reader<Item>> {
  if (cut.next !== undefined) return new Reader(list, cut.next);
  const reader = new Reader(list, cut.marker);
  await takeUntil(reader, cut, cut.skip + size, 0);
  if (reader.ahead[0]?.key === cut.key) reader.ahead.shift();
  return reader;
}

async function readForward<Item>(
  list: MarkerList<Item>,
  { size, after, before }: Window,
): Promise<ConnectionPage<Item>> {
  const reader = after ? await readerBehind(list, after, size) : new Reader(list);
  const taken: Placed<Item>[] = [];
  let reached = false;
  while (taken.length < size && !reached) {
    if (reader.ahead.length === 0) {
      if (reader.ended) break;
      await reader.read(size - taken.length);
    }
    const at = before === undefined ? -1 : cutIn(reader, before);
    reached = at >= 0 && at <= size - taken.length;
    taken.push(...reader.ahead.splice(0, Math.min(at < 0 ? reader.ahead.length : at, size - taken.length)));
  }
  // Where the list is not in order, only finding the cut tells that what was taken lies before it.
  if (before && !reached && !reader.inOrder) await takeUntil(reader, before, LARGEST_PAGE, 0);
  const hasNextPage = reached || reader.ahead.length > 0 || !reader.ended;
  return pageOf(list, taken, {
    hasNextPage,
    hasPreviousPage: after !== undefined,
    rest: after || before ? undefined : { seen: taken.length, reader },
  });
}

async function readBackward<Item>(list: MarkerList<Item>, window: Window): Promise<ConnectionPage<Item>> {
  const { size, after, before } = window;
  // Too few items lay before the cut on its own page to be worth reading it again: only the walk can tell.
  const ownPageSuffices = before && !after && (before.skip > size || before.marker === undefined);
  if (ownPageSuffices) {
    const own = await takeUntil(new Reader(list, before.marker), before, before.skip, size);
    if (own.before.length === size || before.marker === undefined) {
      return pageOf(list, own.before, {
        hasNextPage: own.reached,
        hasPreviousPage: own.dropped || before.marker !== undefined,
      });
    }
  }
  const reader = after ? await readerBehind(list, after, LARGEST_PAGE) : new Reader(list);
  const cut = await takeUntil(reader, before, LARGEST_PAGE, size);
  return pageOf(list, cut.before, {
    hasNextPage: cut.reached,
    hasPreviousPage: cut.dropped || after !== undefined,
    rest: after || before ? undefined : { seen: cut.taken, reader },
  });
}

/** `first: 0` costs nothing, unless it is asked whether there is more. */
function emptyPage<Item>(list: MarkerList<Item>, window: Window): ConnectionPage<Item> {
  const { direction, after } = window;
  const ask = async (): Promise<PageInfo> => {
    const one = await (direction === "forward" ? readForward : readBackward)(list, { ...window, size: 1 });
    const more = one.edges.length > 0;
    return {
      startCursor: null,
      endCursor: null,
      hasNextPage: direction === "forward" ? more : window.before !== undefined,
      hasPreviousPage: direction === "forward" ? after !== undefined : more,
    };
  };
  return {
    edges: [],
    get pageInfo() {
      return ask();
    },
    knownCount: undefined,
    count: () => countOnward(new Reader(list), 0),
  };
}

async function countOnward<Item>(reader: Reader<Item>, seen: number): Promise<number> {
  const { taken } = await takeUntil(reader, undefined, LARGEST_PAGE, 0);
  return seen + taken;
}

function pageOf<Item>(
  list: MarkerList<Item>,
  placed: readonly Placed<Item>[],
  facts: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    /** Where the page was read from the list's start: how much was seen, and what reads the rest. */
    readonly rest?: { readonly seen: number; readonly reader: Reader<Item> };
  },
): ConnectionPage<Item> {
  const edges = placed.map((place) => new LazyEdge(list.scope, place));
  const { hasNextPage, hasPreviousPage, rest } = facts;
  return {
    edges,
    get pageInfo() {
      const startCursor = edges[0]?.cursor ?? null;
      const endCursor = edges.at(-1)?.cursor ?? null;
      return { startCursor, endCursor, hasNextPage, hasPreviousPage };
    },
    knownCount: rest?.reader.ended ? rest.seen + rest.reader.ahead.length : undefined,
    count: () => (rest ? countOnward(rest.reader, rest.seen) : countOnward(new Reader(list), 0)),
  };
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
