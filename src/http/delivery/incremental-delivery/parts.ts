import type { ExecutionResult } from "@graphql-tools/utils";
import type { GraphQLError } from "graphql";

/** One part of a response in parts, in the format of GraphQL's incremental delivery of 2022. */
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
 * An iterator over parts from a function that returns the next part, or `undefined` after the last. Not a generator, because a
 * generator that waits for a part cannot be ended before the part arrives, even if the client has disconnected.
 */
export function iteratorOf(source: {
  readonly next: () => Promise<Part | undefined>;
  /** Called when no further parts are taken. */
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
