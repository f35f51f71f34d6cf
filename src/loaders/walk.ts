import type { Page, PageRequest } from "../iam/index.ts";

/** All items of a list, page after page; for lists that IAM's quotas keep short. */
export async function walkAll<Item>(list: (request: PageRequest) => Promise<Page<Item>>): Promise<readonly Item[]> {
  const items: Item[] = [];
  let marker: string | undefined;
  do {
    const page = await list({ marker });
    items.push(...page.items);
    marker = page.marker;
  } while (marker !== undefined);
  return items;
}
