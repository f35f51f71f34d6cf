import type { Plugin } from "@envelop/core";
import type { ExecutionResult, GraphQLError } from "graphql";
import { type Context, codedError } from "../../schema/index.ts";
import { isInParts, iteratorOf, type Part } from "../delivery/incremental-delivery/parts.ts";
import type { Limits } from "./limits.ts";

/**
 * Answers an operation that exceeds the timeout with an error, and stops further IAM calls of it. Calls that are running are
 * not cancelled, because a write cannot be taken back. For a response in parts the timeout covers all parts.
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

      /** The parts before the timeout, then a last part with the error. */
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
            // The client has disconnected.
            stop();
            contextValue.endIamCalls();
            await iterator.return?.();
          },
        });
      }
    },
  };
}

/** @param writes the writes that were sent to IAM. One that was neither refused nor skipped can still have been applied. */
function timedOut(limit: number, writes: ReturnType<Context["iamWrites"]>): GraphQLError {
  const isUnknown = writes.some(({ outcome }) => outcome !== "not-done" && outcome !== "refused");
  const advice = isUnknown ? " Its changes may still have been applied; check before retrying." : "";
  return codedError("REQUEST_TIMEOUT", `The operation exceeded the limit of ${limit} ms and was stopped.${advice}`, {
    details: { limit, ...(isUnknown && { outcome: "UNKNOWN" }) },
    status: "504",
  });
}
