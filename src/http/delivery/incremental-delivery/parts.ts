import type { ExecutionResult } from "@graphql-tools/utils";
import type { GraphQLError } from "graphql";

/** Of an operation that is answered in parts, one: GraphQL's incremental delivery, as of 2022. */
export type Part = ExecutionResult;

/** Whether a result comes in parts. */
export function isInParts<Result extends object>(result: Result): result is Extract<Result, AsyncIterable<unknown>> {
  return Symbol.asyncIterator in result;
}

/** The same part with each of its errors changed. */
export function withErrors(part: Part, change: (error: GraphQLError) => GraphQLError): Part {
  const { errors, incremental } = part;
  return {
    ...part,
    ...(errors && { errors: errors.map(change) }),
    ...(incremental && { incremental: incremental.map((one) => withErrors(one, change)) }),
  };
}

/** The same parts, each changed. */
export function mapParts(parts: AsyncIterable<Part>, change: (part: Part) => Part): AsyncIterableIterator<Part> {
  const iterator = parts[Symbol.asyncIterator]();
  return iteratorOf({
    async next() {
      const { done, value } = await iterator.next();
      return done ? undefined : change(value);
    },
    end: () => iterator.return?.(),
  });
}

/**
 * Parts by a function that gives the next one, or `undefined` behind the last. Not a generator: one that waits for a part
 * cannot be ended until that is there, and whoever has gone away waits for nothing.
 */
export function iteratorOf(source: {
  readonly next: () => Promise<Part | undefined>;
  /** Nobody takes any more parts. */
  readonly end: () => unknown;
}): AsyncIterableIterator<Part> {
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
