import { once } from "../batching/index.ts";
import { isFailureOfOperation } from "../fallback/index.ts";
import { type MarkerList, WholeList, watchedList } from "./list.ts";
import type { ConnectionPage } from "./page.ts";
import { readConnection } from "./read-connection.ts";
import type { ConnectionArguments } from "./window.ts";

/** A page of a connection, and facts about its whole list. */
export interface Connection<Item> extends Pick<ConnectionPage<Item>, "edges" | "pageInfo"> {
  /** The length of the whole list; null if unknown. Walks the list at most once in a request, and only if called. */
  totalCount(): Promise<number | null>;
  /** False if the list is known to lack an entity, or may lack one. */
  isComplete(): MaybePromise<boolean>;
  /** When the list was last known to be complete; null if all of it was read for this request. */
  asOf(): MaybePromise<Date | null>;
}

/** A value, or a promise of it if it needs a call. */
export type MaybePromise<Value> = Value | Promise<Value>;

/** Reads pages of lists for one request, and remembers the counts of lists that were read to their end. */
export interface ConnectionReader {
  /**
   * @param countWithoutWalk counts the whole list without a walk, if IAM has such an operation
   * @returns a page; a promise of it only if it needs a call
   * @throws BadUserInput if an argument is invalid
   */
  read<Item>(
    list: MarkerList<Item>,
    args: ConnectionArguments,
    countWithoutWalk?: () => Promise<number>,
  ): MaybePromise<Connection<Item>>;
}

/** Counts in one call, or by a walk if that operation fails. */
function withFallback(countWithoutWalk: () => Promise<number>, count: () => Promise<number>): () => Promise<number> {
  return () =>
    countWithoutWalk().catch((error: unknown) => {
      if (isFailureOfOperation(error)) return count();
      throw error;
    });
}

/** Creates the reader of one request. */
export function createConnectionReader(): ConnectionReader {
  const counts = new ListCounts();
  return {
    read(given, args, countWithoutWalk) {
      const list = given instanceof WholeList ? given : watchedList(given);
      const page = readConnection(list, args);
      return page instanceof Promise
        ? page.then((read) => new ListConnection(list, read, counts, countWithoutWalk))
        : new ListConnection(list, page, counts, countWithoutWalk);
    },
  };
}

/** Lengths of whole lists by list identity, for one request. */
class ListCounts {
  readonly #walked = new Map<string, number>();
  readonly #asked = new Map<string, () => Promise<number>>();

  /** Adds the length of a list that was read to its end. */
  learn(identity: string, count: number): void {
    this.#walked.set(identity, count);
  }

  /** The length of a list. If it is unknown, `ask` runs once for each list. */
  async of(identity: string, ask: () => Promise<number>): Promise<number> {
    const known = this.#walked.get(identity);
    if (known !== undefined) return known;
    const asked = this.#asked.get(identity) ?? once(ask);
    this.#asked.set(identity, asked);
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
  /** The reads of a connection without items: their fields decide what is read of the list. */
  readonly #reads: Promise<unknown>[] = [];

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
    // The count of a WholeList costs no call.
    if (page.knownCount !== undefined && !(list instanceof WholeList)) counts.learn(list.identity, page.knownCount);
  }

  get pageInfo() {
    const { pageInfo } = this.#page;
    if (pageInfo instanceof Promise) this.#reads.push(pageInfo);
    return pageInfo;
  }

  totalCount(): Promise<number | null> {
    const count = this.#count().then((read) => (this.#isCompleteSoFar() ? read : null));
    if (this.edges.length === 0) this.#reads.push(count);
    return count;
  }

  #count(): Promise<number> {
    const { count } = this.#page;
    if (this.#list instanceof WholeList) return count();
    const countWithoutWalk = this.#countWithoutWalk;
    return this.#counts.of(this.#list.identity, countWithoutWalk ? withFallback(countWithoutWalk, count) : count);
  }

  isComplete(): MaybePromise<boolean> {
    return this.edges.length > 0 ? this.#isCompleteSoFar() : this.#isCompleteOnceRead();
  }

  #isCompleteSoFar(): boolean {
    return this.#list.isComplete?.() ?? true;
  }

  async #isCompleteOnceRead(): Promise<boolean> {
    // By now, the other fields of the connection have begun to read.
    await Promise.resolve();
    await Promise.allSettled(this.#reads);
    return this.#isCompleteSoFar();
  }

  asOf(): Date | null {
    return this.#list.asOf?.() ?? null;
  }
}
