import { once } from "../batching/index.ts";
import { isFailureOfOperation } from "../fallback/index.ts";
import { type MarkerList, WholeList } from "./list.ts";
import type { ConnectionPage } from "./page.ts";
import { readConnection } from "./read-connection.ts";
import type { ConnectionArguments } from "./window.ts";

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
  const counts = new ListCounts();
  return {
    read(list, args, countWithoutWalk) {
      const page = readConnection(list, args);
      return page instanceof Promise
        ? page.then((read) => new ListConnection(list, read, counts, countWithoutWalk))
        : new ListConnection(list, page, counts, countWithoutWalk);
    },
  };
}

/** Counts of whole lists, by scope, that is by field, parent and filters. For one request. */
class ListCounts {
  readonly #walked = new Map<string, number>();
  readonly #asked = new Map<string, () => Promise<number>>();

  /** A walk has counted the list. */
  learn(scope: string, count: number): void {
    this.#walked.set(scope, count);
  }

  /** The count; if it is not known, `ask` runs once for each scope. */
  async of(scope: string, ask: () => Promise<number>): Promise<number> {
    const known = this.#walked.get(scope);
    if (known !== undefined) return known;
    const asked = this.#asked.get(scope) ?? once(ask);
    this.#asked.set(scope, asked);
    return asked();
  }
}

// A class, because V8 keeps each object literal with a getter alive until the next full collection.
class ListConnection<Item> implements Connection<Item> {
  readonly edges: ConnectionPage<Item>["edges"];
  readonly #list: MarkerList<Item>;
  readonly #page: ConnectionPage<Item>;
  readonly #counts: ListCounts;
  readonly #countWithoutWalk: (() => Promise<number>) | undefined;

  constructor(
    list: MarkerList<Item>,
    page: ConnectionPage<Item>,
    counts: ListCounts,
    countWithoutWalk: (() => Promise<number>) | undefined,
  ) {
    this.edges = page.edges;
    this.#list = list;
    this.#page = page;
    this.#counts = counts;
    this.#countWithoutWalk = countWithoutWalk;
    // A count of a whole list costs nothing.
    if (page.knownCount !== undefined && !(list instanceof WholeList)) counts.learn(list.scope, page.knownCount);
  }

  get pageInfo() {
    return this.#page.pageInfo;
  }

  totalCount(): Promise<number> {
    const { count } = this.#page;
    if (this.#list instanceof WholeList) return count();
    const countWithoutWalk = this.#countWithoutWalk;
    return this.#counts.of(this.#list.scope, countWithoutWalk ? withFallback(countWithoutWalk, count) : count);
  }

  isComplete(): boolean {
    return true;
  }

  asOf(): Date | null {
    return this.#list.asOf?.() ?? null;
  }
}
