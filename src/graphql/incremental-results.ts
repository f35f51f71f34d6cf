import type { ExecutionResult } from "@graphql-tools/utils";

/**
 * One result of an operation with `@defer` or `@stream`: the initial result, a later one, or an entry of its `incremental`
 * list (GraphQL's incremental delivery as drafted in 2022).
 */
export type Part = ExecutionResult;

/** Where an iterator takes its results from. */
export interface PartSource {
  /** Resolves with the next result, or with `undefined` after the last one. */
  readonly next: () => Promise<Part | undefined>;
  /** Called when the consumer stops before the last result, such as when the client disconnects. */
  readonly end: () => unknown;
}

/**
 * Iterates over the results of a source. This is not a generator, because a generator that waits for its next value cannot
 * be ended until that value arrives.
 */
export function iteratorOf(source: PartSource): AsyncIterableIterator<Part> {
  let hasEnded = false;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const value = hasEnded ? undefined : await source.next();
      return value === undefined ? { done: true, value } : { done: false, value };
    },
    async return() {
      hasEnded = true;
      await source.end();
      return { done: true, value: undefined };
    },
  };
}
