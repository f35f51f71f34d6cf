import { MAX_PAGE_SIZE } from "../../iam-model/quotas.ts";
import { once } from "../batching/index.ts";
import { byName, type MarkerList, type MaybePromise, WholeList, walkAll, watchedList } from "../paging/index.ts";

export type Direction = "ASC" | "DESC";

/** An order of a list. Its JSON is part of the list's identity. */
export interface Order<Field extends string> {
  readonly field: Field;
  readonly direction: Direction;
}

/** The value that entities are ordered by. Dates that do not exist come before all others. */
export type SortValue = string | Date | null;

/**
 * A list in another order than IAM's. It is read whole and paged here: the key of an entity is its value and its name, so that a
 * cursor keeps its place after its entity was deleted.
 */
export function orderedList<Item>(
  list: MarkerList<Item>,
  direction: Direction,
  sortValueOf: (item: Item) => MaybePromise<SortValue>,
): MarkerList<Item> {
  const source = watchedList(list);
  const keys = new Map<Item, string>();
  const compare = direction === "ASC" ? byKey : (one: string, other: string) => byKey(other, one);
  return new WholeList({
    identity: () => list.identity,
    op: list.op,
    fetch: once(async () => {
      const items = await walkAll({ op: list.op, list: (page) => source.list({ ...page, maxItems: MAX_PAGE_SIZE }) });
      const values = await Promise.all(items.map((item) => sortValueOf(item)));
      for (const [at, item] of items.entries()) keys.set(item, `${textOf(values[at] ?? null)} ${list.keyOf(item)}`);
      return items;
    }),
    keyOf: (item) => keys.get(item) ?? "",
    compare,
    asOf: () => list.asOf?.() ?? null,
    isComplete: source.isComplete,
  });
}

function textOf(value: SortValue): string {
  return value instanceof Date ? value.toISOString() : (value ?? "");
}

/** By value, then by name. Neither paths nor names nor dates contain a space. */
function byKey(one: string, other: string): number {
  const [value = "", name = ""] = one.split(" ");
  const [otherValue = "", otherName = ""] = other.split(" ");
  return byName(value, otherValue) || byName(name, otherName);
}
