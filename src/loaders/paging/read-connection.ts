import { LARGEST_PAGE, type MarkerList, WholeList } from "./list.ts";
import { type ConnectionPage, emptyPage, type PageInfo, pageOf, pageOfWhole } from "./page.ts";
import { type Placed, Reader } from "./reader.ts";
import { type ConnectionArguments, parseWindow, type Window } from "./window.ts";

/**
 * Reads one page of `list`, as Relay's arguments ask for it, in as few calls as Marker paging allows: forward at most
 * what is missing is asked for; backward the cursor's own page is read again, and only where that has too little, the
 * list from its start.
 * @returns no promise where nothing has to be asked for
 * @throws BadUserInput where an argument cannot be served, before any call but for a cursor that has expired (then the
 *   promise rejects with it)
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
  const reader = after ? await Reader.behind(list, after, size) : new Reader(list);
  if (before && !list.sorted) {
    // What lies before the cut is only known when the cut has been found.
    const { kept, reached } = await reader.takeUntil(before, LARGEST_PAGE, Number.POSITIVE_INFINITY);
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
  // A list that is not in order after all: only finding the cut tells that what was taken lies before it.
  if (before && cut === undefined && !reader.inOrder) await reader.takeUntil(before, LARGEST_PAGE, 0);
  return pageOf(list, taken, {
    hasNextPage: reader.ahead.length > 0 || !reader.ended,
    hasPreviousPage: after !== undefined,
    rest: after || before ? undefined : { seen: taken.length, reader },
  });
}

async function readBackward<Item>(list: MarkerList<Item>, window: Window): Promise<ConnectionPage<Item>> {
  const { size, after, before } = window;
  // Where too few items lay before the cut on its own page, only the walk can tell.
  if (before && !after && (before.skip > size || before.marker === undefined)) {
    const { kept, count, reached } = await new Reader(list, before.marker).takeUntil(before, before.skip, size);
    if (kept.length === size || before.marker === undefined) {
      const hasPreviousPage = count > kept.length || before.marker !== undefined;
      return pageOf(list, kept, { hasNextPage: reached, hasPreviousPage });
    }
  }
  const reader = after ? await Reader.behind(list, after, LARGEST_PAGE) : new Reader(list);
  const { kept, count, reached } = await reader.takeUntil(before, LARGEST_PAGE, size);
  return pageOf(list, kept, {
    hasNextPage: reached,
    hasPreviousPage: count > kept.length || after !== undefined,
    rest: after || before ? undefined : { seen: count, reader },
  });
}

/** What lies around an empty window, by the page of one that would be there. */
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
