import type { Page, PageRequest } from "../../iam/index.ts";

/** IAM's largest page. */
export const LARGEST_PAGE = 1000;

/** A list of IAM's that is paged forward by Marker, to be served as a Relay connection. */
export interface MarkerList<Item> {
  /** What cursors of this list are bound to: see `scopeOf`. */
  readonly scope: string;
  /** The IAM operation behind `list`, which its markers belong to. */
  readonly op: string;
  /** Whether IAM is known to list by key. Where it is not, only a whole walk tells where something that is gone stood. */
  readonly sorted: boolean;
  list(request: PageRequest): Promise<Page<Item>>;
  /** The item's own name, serial or ARN: unique in the list. */
  keyOf(item: Item): string;
  /** The time as of which the items that were read so far hold; null if they were read now. @default null */
  asOf?(): Date | null;
}

/** A list that IAM's quotas keep short and that is fetched whole: ordered by key here, and paged without calls. */
export class WholeList<Item> implements MarkerList<Item> {
  readonly op: string;
  readonly sorted = true;
  readonly keyOf: (item: Item) => string;
  readonly #scopeOf: () => string;
  readonly #fetch: () => readonly Item[] | Promise<readonly Item[]>;
  #scope: string | undefined;

  /**
   * @param options.scope made when a cursor needs it, which a page of a thousand such lists does not
   * @param options.fetch gives the items themselves where they are at hand
   */
  constructor(options: {
    readonly scope: () => string;
    readonly op: string;
    readonly fetch: () => readonly Item[] | Promise<readonly Item[]>;
    readonly keyOf: (item: Item) => string;
  }) {
    this.op = options.op;
    this.keyOf = options.keyOf;
    this.#scopeOf = options.scope;
    this.#fetch = options.fetch;
  }

  get scope(): string {
    this.#scope ??= this.#scopeOf();
    return this.#scope;
  }

  /** All items, in order; no promise where they are at hand. */
  all(): readonly Item[] | Promise<readonly Item[]> {
    const items = this.#fetch();
    return items instanceof Promise ? items.then((fetched) => this.#inOrder(fetched)) : this.#inOrder(items);
  }

  async list(): Promise<Page<Item>> {
    return { items: await this.all() };
  }

  #inOrder(items: readonly Item[]): readonly Item[] {
    const { keyOf } = this;
    return items.length < 2 ? items : items.toSorted((one, other) => byKey(keyOf(one), keyOf(other)));
  }
}

/** The order of IAM's lists by name: regardless of case. */
export function sortsAfter(key: string, other: string): boolean {
  return key.toLowerCase() > other.toLowerCase();
}

/** The same order; where only case differs, by spelling. */
function byKey(one: string, other: string): number {
  if (sortsAfter(one, other)) return 1;
  if (sortsAfter(other, one)) return -1;
  return one < other ? -1 : Number(one > other);
}

/** A PathPrefix as IAM takes it: "/" is its default and filters nothing, so it is the same as none. */
export function pathPrefixOf(argument: string | null | undefined): string | undefined {
  return argument === null || argument === "/" ? undefined : argument;
}
