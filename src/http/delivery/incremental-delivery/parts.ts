import type { GraphQLError } from "graphql";
import { iteratorOf, type Part } from "../../../graphql/index.ts";

export { iteratorOf, type Part };

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
