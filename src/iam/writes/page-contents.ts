import type { Page } from "../records/index.ts";

/** Whether a page contains an item, or another page follows that can contain it. */
export function containsOrContinues<Item>(matches: (item: Item) => boolean): (page: Page<Item>) => boolean {
  return ({ items, marker }) => marker !== undefined || items.some(matches);
}
