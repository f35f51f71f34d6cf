import type { Page, PageRequest } from "../../iam/index.ts";

/** An IAM list, paged forward by Marker, as the source of a Relay connection. */
export interface MarkerList<Item> {
  /** Binds cursors to this list: see `listIdentity`. */
  readonly identity: string;
  /** The IAM operation behind `list`. Its markers are valid for this operation only. */
  readonly op: string;
  /** Whether IAM is known to sort by key. If not, the position of a deleted item is found only by a walk of the whole list. */
  readonly sorted: boolean;
  list(request: PageRequest): Promise<Page<Item>>;
  /** The item's name, serial number or ARN: unique in the list. */
  keyOf(item: Item): string;
  /** Compares two keys in the list's order. @default by name, as IAM's lists do */
  compare?(key: string, other: string): number;
  /** The time at which the items read so far were true; null if they were read now. @default null */
  asOf?(): Date | null;
  /** False if the items read so far are known to lack one. @default true */
  isComplete?(): boolean;
}

/** A list that remembers whether one of its pages was incomplete. */
export function watchedList<Item>(list: MarkerList<Item>): MarkerList<Item> & { isComplete(): boolean } {
  let isComplete = true;
  return {
    ...list,
    isComplete: () => isComplete,
    async list(request) {
      const page = await list.list(request);
      isComplete &&= page.isComplete !== false;
      return page;
    },
  };
}

/** A list that is short by IAM's quotas, and fetched as a whole: sorted by key and paged here, without further calls. */
export class WholeList<Item> implements MarkerList<Item> {
  readonly op: string;
  readonly sorted = true;
  readonly keyOf: (item: Item) => string;
  readonly compare: (key: string, other: string) => number;
  readonly asOf: () => Date | null;
  readonly isComplete: () => boolean;
  readonly #makeIdentity: () => string;
  readonly #fetch: () => readonly Item[] | Promise<readonly Item[]>;
  #identity: string | undefined;

  /**
   * @param options.identity runs only if a cursor is read, so that a page of a thousand such lists computes no hashes
   * @param options.fetch returns no promise if the items are already loaded
   * @param options.compare the order of the keys. @default by name
   */
  constructor(options: {
    readonly identity: () => string;
    readonly op: string;
    readonly fetch: () => readonly Item[] | Promise<readonly Item[]>;
    readonly keyOf: (item: Item) => string;
    readonly compare?: (key: string, other: string) => number;
    readonly asOf?: () => Date | null;
    readonly isComplete?: () => boolean;
  }) {
    this.op = options.op;
    this.keyOf = options.keyOf;
    this.compare = options.compare ?? byName;
    this.asOf = options.asOf ?? (() => null);
    this.isComplete = options.isComplete ?? (() => true);
    this.#makeIdentity = options.identity;
    this.#fetch = options.fetch;
  }

  get identity(): string {
    this.#identity ??= this.#makeIdentity();
    return this.#identity;
  }

  /** All items, sorted; a promise only if they need a call. */
  all(): readonly Item[] | Promise<readonly Item[]> {
    const items = this.#fetch();
    return items instanceof Promise ? items.then((fetched) => this.#inOrder(fetched)) : this.#inOrder(items);
  }

  async list(): Promise<Page<Item>> {
    return { items: await this.all() };
  }

  #inOrder(items: readonly Item[]): readonly Item[] {
    const { keyOf, compare } = this;
    return items.length < 2 ? items : items.toSorted((one, other) => compare(keyOf(one), keyOf(other)));
  }
}

/** Whether a key follows another in the order of a list. */
export function follows<Item>({ compare }: MarkerList<Item>, key: string, other: string): boolean {
  return compare === undefined ? sortsAfter(key, other) : compare(key, other) > 0;
}

/** Whether a key follows another in IAM's lists by name, which ignore case. */
function sortsAfter(key: string, other: string): boolean {
  return key.toLowerCase() > other.toLowerCase();
}

/** The same order as a comparison; keys that differ only in case are sorted by spelling. */
export function byName(one: string, other: string): number {
  if (sortsAfter(one, other)) return 1;
  if (sortsAfter(other, one)) return -1;
  return one < other ? -1 : Number(one > other);
}
