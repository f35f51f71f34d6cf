import type { Plugin as EnvelopPlugin } from "@envelop/core";
import { type ExecutionResult, GraphQLError } from "graphql";
import type { Plugin, YogaInitialContext } from "graphql-yoga";
import type { Context } from "../../schema/index.ts";
import { isInParts, iteratorOf, type Part } from "../incremental-delivery/parts.ts";
import type { Limits } from "./limits.ts";

export interface RequestTimeoutOptions extends Pick<Limits, "requestTimeoutMs"> {
  /** Milliseconds since some fixed moment. @default `performance.now()` */
  readonly now?: () => number;
}

/**
 * Answers an operation that runs too long with an error in its place, and lets it make no further call of IAM. What it has
 * called already ends by itself: a write that is under way cannot be taken back. What is answered in parts has to be done in that
 * time altogether. The time begins with the request, which may wait for what another is answered before it is executed itself.
 */
export function useRequestTimeout(
  options: RequestTimeoutOptions,
): EnvelopPlugin<Context & YogaInitialContext> & Plugin<Context & YogaInitialContext> {
  const { requestTimeoutMs, now = () => performance.now() } = options;
  const begun = new WeakMap<Request, number>();
  return {
    onParams({ request }) {
      begun.set(request, now());
    },
    onExecute({ executeFn, setExecuteFn, args: { contextValue } }) {
      setExecuteFn(async (args) => {
        const passed = now() - (begun.get(contextValue.request) ?? now());
        const { promise: late, resolve } = Promise.withResolvers<{ errors: GraphQLError[] }>();
        const timer = setTimeout(() => {
          contextValue.endIamCalls();
          resolve({ errors: [timedOut(requestTimeoutMs)] });
        }, requestTimeoutMs - passed);
        const stop = () => clearTimeout(timer);
        try {
          const result: ExecutionResult | AsyncIterable<Part> = await Promise.race([executeFn(args), late]);
          if (isInParts(result)) return partsInTime(result, late, stop);
          stop();
          return result;
        } catch (error) {
          stop();
          throw error;
        }
      });

      /** The parts that come in time; then, one that says that there are no more. */
      function partsInTime(parts: AsyncIterable<Part>, late: Promise<{ errors: GraphQLError[] }>, stop: () => void) {
        const iterator = parts[Symbol.asyncIterator]();
        let isLate = false;
        return iteratorOf({
          async next() {
            if (isLate) return undefined;
            const next = await Promise.race([iterator.next(), late]);
            if (!("errors" in next)) {
              if (next.done) stop();
              return next.done ? undefined : next.value;
            }
            isLate = true;
            await iterator.return?.();
            return { incremental: [{ path: [], data: null, ...next }], hasNext: false };
          },
          async end() {
            // Whoever asked has gone away.
            stop();
            contextValue.endIamCalls();
            await iterator.return?.();
          },
        });
      }
    },
  };
}

function timedOut(limit: number): GraphQLError {
  return new GraphQLError(`The operation was not done within ${limit} ms, and was given up.`, {
    extensions: { code: "REQUEST_TIMEOUT", limit, http: { status: 504 } },
  });
}
