import { once } from "./batch.ts";
import { type ConnectionArguments, type ConnectionPage, type MarkerList, readConnection } from "./paging/index.ts";

/** A page of a connection, with the count of its whole list. */
export interface Connection<Item> extends Pick<ConnectionPage<Item>, "edges" | "pageInfo"> {
  /** Costs nothing until it is called, and no more than one walk of a list in a request. */
  totalCount(): Promise<number>;
}

/** Reads pages of lists for one request; counts that walks came by are remembered. */
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

  return {
    async read(list, args, countWithoutWalk) {
      const page = await readConnection(list, args);
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
