import { IamCallsExhausted, type PageRequest } from "../../iam/index.ts";
import { MAX_PAGE_SIZE } from "../../iam-model/quotas.ts";
import { MAX_ASKED_PAGE } from "../hydration/index.ts";
import type { MarkerList, MaybePromise } from "../paging/index.ts";
import { decide, type Filter } from "./filter.ts";

/** The values of tests of one kind of entity. */
export interface TestValues<Item, Test> {
  /** The value of a test; undefined if the entity at hand does not know the fact. */
  known(item: Item, test: Test): boolean | undefined;
  /** The value of a test, by a read. Rejects if the fact is unknown. */
  load(item: Item, test: Test): Promise<boolean>;
  /** Tests with a low rank are read first. */
  rankOf(test: Test): number;
}

export interface FilteredListOptions<Item> {
  passes(item: Item): MaybePromise<boolean>;
  /** Called before each page. */
  prefetch?(): void;
  /** Called before a smaller page replaces one that was too large. */
  forgetLargePages?(): void;
  /**
   * How many entities the request wants. The facts of a few can be looked up one by one. Infinity if the request reads the
   * whole list, so that a smaller page does not help.
   */
  readonly pageSize: number;
  asOf?(): Date | null;
}

/** Few entities pass a filter, so a smaller page would waste calls. */
const MIN_ASKED_PAGE = 10;

/** Whether an entity passes a filter: without a promise if the entity knows all facts that matter. A failed read rejects. */
export function passesFilter<Item, Test extends object>(
  filter: Filter<Test>,
  item: Item,
  { known, load, rankOf }: TestValues<Item, Test>,
): MaybePromise<boolean> {
  const first = decide(filter, (test) => known(item, test), rankOf);
  return typeof first === "boolean" ? first : loadUntilDecided(first);

  async function loadUntilDecided(undecided: Test): Promise<boolean> {
    const loaded = new Map<Test, boolean>();
    let next: boolean | Test = undecided;
    // In sequence: each further test can take a call for each entity.
    while (typeof next !== "boolean") {
      loaded.set(next, await load(item, next));
      next = decide(filter, (test) => loaded.get(test) ?? known(item, test), rankOf);
    }
    return next;
  }
}

/** The entities of a list that pass, read in whole pages: how many small pages it takes to find a few entities is unknown. */
export function filteredList<Item>(
  list: MarkerList<Item>,
  { passes, prefetch, forgetLargePages, pageSize, asOf }: FilteredListOptions<Item>,
): MarkerList<Item> {
  /** Why a page failed that is too large to look up each of its entities. */
  let refusal: IamCallsExhausted | undefined;
  /** The size of the next smaller page, and how many entities the smaller pages contained. */
  let size = Math.max(pageSize, MIN_ASKED_PAGE);
  let found = 0;
  const pageOf = async (request: PageRequest) => {
    const page = await list.list(request);
    const passing = await Promise.all(page.items.map((item) => passes(item)));
    return { ...page, items: page.items.filter((_item, at) => passing[at]) };
  };
  return {
    ...list,
    asOf,
    async list({ marker }) {
      prefetch?.();
      if (refusal === undefined) {
        try {
          return await pageOf({ marker, maxItems: MAX_PAGE_SIZE });
        } catch (error) {
          const mayBeSmaller = error instanceof IamCallsExhausted && error.reason === "page";
          if (mayBeSmaller && pageSize === Number.POSITIVE_INFINITY) throw error.withPageSize(0);
          if (!mayBeSmaller || pageSize > MAX_ASKED_PAGE) throw error;
          refusal = error;
          forgetLargePages?.();
        }
      }
      // The page is full and only a count is missing, which a smaller page does not help.
      if (found > pageSize + MAX_ASKED_PAGE) throw refusal.withPageSize(0);
      const page = await pageOf({ marker, maxItems: size });
      found += page.items.length;
      size = Math.min(2 * size, MAX_ASKED_PAGE);
      return page;
    },
  };
}
