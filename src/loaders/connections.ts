import { once } from "./batch.ts";
import { isFailureOfOperation } from "./fallback.ts";
import {
  type ConnectionArguments,
  type ConnectionPage,
  type MarkerList,
  readConnection,
  WholeList,
} from "./paging/index.ts";

/** A page of a connection, with the count of its whole list. */
export interface Connection<Item> extends Pick<ConnectionPage<Item>, "edges" | "pageInfo"> {
  /** Costs nothing until it is called, and no more than one walk of a list in a request. Null if the whole is not known. */
  totalCount(): Promise<number | null>;
  /** Whether the list is known to be whole. */
  isComplete(): MaybePromise<boolean>;
  /** The time as of which the list holds; null if all of it was read now. */
  asOf(): MaybePromise<Date | null>;
}

/** A value, or a promise of it where IAM has to be asked first. */
export type MaybePromise<Value> = Value | Promise<Value>;

/** Reads pages of lists for one request; counts that walks came by are remembered. */
export interface ConnectionReader {
  /**
   * @param countWithoutWalk a cheaper way to count the whole list than to walk it, where IAM has one
   * @returns no promise where nothing has to be asked for
   * @throws BadUserInput where an argument cannot be served
   */
  read<Item>(
    list: MarkerList<Item>,
    args: ConnectionArguments,
    countWithoutWalk?: () => Promise<number>,
  ): MaybePromise<Connection<Item>>;
}

const always = () => true;
const readNow = () => null;

/** Counts in one call; if that operation fails, by a walk. */
function withFallback(countWithoutWalk: () => Promise<number>, count: () => Promise<number>): () => Promise<number> {
  return () =>
    countWithoutWalk().catch((error: unknown) => {
      if (isFailureOfOperation(error)) return count();
      throw error;
    });
}

/** For one request. */
export function createConnectionReader(): ConnectionReader {
  // By scope, that is by field, parent and filters.
  const walked = new Map<string, number>();
  const asked = new Map<string, () => Promise<number>>();

  function connectionOf<Item>(
    list: MarkerList<Item>,
    page: ConnectionPage<Item>,
    countWithoutWalk?: () => Promise<number>,
  ): Connection<Item> {
    const { edges, knownCount, count } = page;
    // Whoever has all of a list counts it at no cost.
    const isWhole = list instanceof WholeList;
    if (knownCount !== undefined && !isWhole) walked.set(list.scope, knownCount);
    return {
      edges,
      get pageInfo() {
        return page.pageInfo;
      },
      async totalCount() {
        if (isWhole) return count();
        const known = walked.get(list.scope);
        if (known !== undefined) return known;
        const ask = asked.get(list.scope) ?? once(countWithoutWalk ? withFallback(countWithoutWalk, count) : count);
        asked.set(list.scope, ask);
        return ask();
      },
      isComplete: always,
      asOf: list.asOf ?? readNow,
    };
  }

  return {
    read(list, args, countWithoutWalk) {
      const page = readConnection(list, args);
      return page instanceof Promise
        ? page.then((read) => connectionOf(list, read, countWithoutWalk))
        : connectionOf(list, page, countWithoutWalk);
    },
  };
}
