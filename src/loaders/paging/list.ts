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
}

/** A list that IAM's quotas keep short and that was fetched whole: ordered by key here, and paged without calls. */
export function wholeList<Item>(options: {
  readonly scope: string;
  readonly op: string;
  readonly fetch: () => Promise<readonly Item[]>;
  readonly keyOf: (item: Item) => string;
}): MarkerList<Item> {
  const { scope, op, fetch, keyOf } = options;
  return {
    scope,
    op,
    keyOf,
    sorted: true,
    async list() {
      return { items: (await fetch()).toSorted((one, other) => byKey(keyOf(one), keyOf(other))) };
    },
  };
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
