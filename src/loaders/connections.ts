import type { Page } from "../iam/index.ts";
import { once } from "./batch.ts";
import { type ConnectionArguments, type ConnectionPage, type MarkerList, readConnection } from "./paging/index.ts";

/** A page of a connection, with the count of its whole list. */
export interface Connection<Item> extends Pick<ConnectionPage<Item>, "edges" | "pageInfo"> {
  /** Costs nothing until it is called, and no more than one walk of a list in a request. */
  totalCount(): Promise<number>;
}

/** Reads pages of lists for one request: the same page is asked for once, and counts that walks came by are remembered. */
export interface ConnectionReader {
  /**
   * @param countWithoutWalk a cheaper way to count the whole list than to walk it, where IAM has one
   * @throws BadUserInput where an argument cannot be served
   */
  read<Item>(
    list: MarkerList<Item>,
    args: ConnectionArguments,
    countWithoutWalk?: () => Promise<number>,
  ): Promise<Connection<Item>>;
}

/** For one request. */
export function createConnectionReader(): ConnectionReader {
  // By scope, that is by field, parent and filters.
  const walked = new Map<string, number>();
  const asked = new Map<string, () => Promise<number>>();
  const pages = new Map<string, Promise<Page<unknown>>>();

  /** The same list, of which no page is asked for twice: nested fields come to the same list by many ways. */
  function remembering<Item>(list: MarkerList<Item>): MarkerList<Item> {
    return {
      ...list,
      list(request) {
        const key = JSON.stringify([list.scope, request.marker, request.maxItems]);
        const known = pages.get(key);
        // The scope says what list it is, so what was kept under it are this list's items.
        if (known !== undefined) return known as Promise<Page<Item>>;
        const page = list.list(request);
        pages.set(key, page);
        return page;
      },
    };
  }

  return {
    async read(list, args, countWithoutWalk) {
      const page = await readConnection(remembering(list), args);
      if (page.knownCount !== undefined) walked.set(list.scope, page.knownCount);
      return {
        edges: page.edges,
        get pageInfo() {
          return page.pageInfo;
        },
        async totalCount() {
          const known = walked.get(list.scope);
          if (known !== undefined) return known;
          const ask = asked.get(list.scope) ?? once(countWithoutWalk ?? page.count);
          asked.set(list.scope, ask);
          return ask();
        },
      };
    },
  };
}
