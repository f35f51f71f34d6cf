import { MAX_PAGE_SIZE } from "../../iam-model/quotas.ts";
import { type MarkerList, WholeList } from "./list.ts";
import { type ConnectionPage, emptyPage, type PageInfo, pageOf, pageOfWhole } from "./page.ts";
import { type Placed, Reader } from "./reader.ts";
import { type ConnectionArguments, parseWindow, type Window } from "./window.ts";

/**
 * Reads the page of a list that Relay's arguments describe, in as few calls as Marker paging allows. Forward, it requests only
 * the missing items. Backward, it reads the cursor's own page again, and the list from its start only if that page has too few.
 * @returns a page; a promise of it only if it needs a call
 * @throws BadUserInput if an argument is invalid, before any call. For an expired cursor, the promise rejects with it.
 */
export function readConnection<Item>(
  list: MarkerList<Item>,
  args: ConnectionArguments,
): ConnectionPage<Item> | Promise<ConnectionPage<Item>> {
  const window = parseWindow(list, args);
  if (window.size === 0 || args.countOnly) return emptyPage(list, () => lookAround(list, window));
  if (list instanceof WholeList && !window.after && !window.before) {
    const items = list.all();
    return items instanceof Promise
      ? items.then((fetched) => pageOfWhole(list, fetched, window))
      : pageOfWhole(list, items, window);
  }
  return readWindow(list, window);
}

function readWindow<Item>(list: MarkerList<Item>, window: Window): Promise<ConnectionPage<Item>> {
  return window.direction === "forward" ? readForward(list, window) : readBackward(list, window);
}

async function readForward<Item>(list: MarkerList<Item>, window: Window): Promise<ConnectionPage<Item>> {
  const { size, after, before } = window;
  const reader = after ? await Reader.after(list, after, size) : new Reader(list);
  if (before && !list.sorted) {
    // The items before the cut are known only once the cut is found.
    const { kept, reached } = await reader.takeUntil(before, MAX_PAGE_SIZE, Number.POSITIVE_INFINITY);
    const hasNextPage = reached || kept.length > size;
    return pageOf(list, kept.slice(0, size), { hasNextPage, hasPreviousPage: after !== undefined });
  }
  const taken: Placed<Item>[] = [];
  let cut: number | undefined;
  while (taken.length < size && cut === undefined) {
    if (reader.ahead.length === 0 && reader.ended) break;
    if (reader.ahead.length === 0) await reader.read(size - taken.length);
    cut = before && reader.locate(before);
    const missing = size - taken.length;
    taken.push(...reader.ahead.splice(0, Math.min(missing, cut ?? missing)));
  }
  // The list turned out to be unsorted: only finding the cut proves that the taken items precede it.
  if (before && cut === undefined && !reader.inOrder) await reader.takeUntil(before, MAX_PAGE_SIZE, 0);
  return pageOf(list, taken, {
    hasNextPage: reader.ahead.length > 0 || !reader.ended,
    hasPreviousPage: after !== undefined,
    rest: after || before ? undefined : { seen: taken.length, reader },
  });
}

async function readBackward<Item>(list: MarkerList<Item>, window: Window): Promise<ConnectionPage<Item>> {
  const { size, after, before } = window;
  // If the cut's own page has too few items before it, the list is read from its start.
  if (before && !after && (before.skip > size || before.marker === undefined)) {
    const { kept, count, reached } = await new Reader(list, before.marker).takeUntil(before, before.skip, size);
    if (kept.length === size || before.marker === undefined) {
      const hasPreviousPage = count > kept.length || before.marker !== undefined;
      return pageOf(list, kept, { hasNextPage: reached, hasPreviousPage });
    }
  }
  const reader = after ? await Reader.after(list, after, MAX_PAGE_SIZE) : new Reader(list);
  const { kept, count, reached } = await reader.takeUntil(before, MAX_PAGE_SIZE, size);
  return pageOf(list, kept, {
    hasNextPage: reached,
    hasPreviousPage: count > kept.length || after !== undefined,
    rest: after || before ? undefined : { seen: count, reader },
  });
}

/** The surroundings of an empty page, from the page of size 1 at the same place. */
async function lookAround<Item>(list: MarkerList<Item>, window: Window): Promise<PageInfo> {
  const { edges, pageInfo } = await readWindow(list, { ...window, size: 1 });
  const around = await pageInfo;
  const forward = window.direction === "forward";
  return {
    startCursor: null,
    endCursor: null,
    hasNextPage: around.hasNextPage || (forward && edges.length > 0),
    hasPreviousPage: around.hasPreviousPage || (!forward && edges.length > 0),
  };
}
