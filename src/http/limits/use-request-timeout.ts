import type { Plugin } from "@envelop/core";
import type { ExecutionResult, GraphQLError } from "graphql";
import { type Context, codedError } from "../../schema/index.ts";
import { isInParts, iteratorOf, type Part } from "../delivery/incremental-delivery/parts.ts";
import type { Limits } from "./limits.ts";

/**
 * Answers an operation that runs too long with an error in its place, and lets it make no further call of IAM. What it has
 * called already ends by itself: a write that is under way cannot be taken back. What is answered in parts has to be done in that
 * time altogether.
 */
export function useRequestTimeout({ requestTimeoutMs }: Pick<Limits, "requestTimeoutMs">): Plugin<Context> {
  return {
    onExecute({ executeFn, setExecuteFn, args: { contextValue } }) {
      setExecuteFn(async (args) => {
        const { promise: late, resolve } = Promise.withResolvers<{ errors: GraphQLError[] }>();
        const timer = setTimeout(() => {
          contextValue.endIamCalls();
          resolve({ errors: [timedOut(requestTimeoutMs, contextValue.iamWrites())] });
        }, requestTimeoutMs);
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

/** @param writes what was sent to IAM: where it is not sure that nothing came of it, nobody knows what did */
function timedOut(limit: number, writes: ReturnType<Context["iamWrites"]>): GraphQLError {
  const isUnknown = writes.some(({ outcome }) => outcome !== "not-done" && outcome !== "refused");
  const advice = isUnknown ? " Its changes may still have been applied; check before retrying." : "";
  return codedError("REQUEST_TIMEOUT", `The operation exceeded the limit of ${limit} ms and was stopped.${advice}`, {
    details: { limit, ...(isUnknown && { outcome: "UNKNOWN" }) },
    status: "504",
  });
}
