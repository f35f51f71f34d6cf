import type { Plugin } from "@envelop/core";
import type { ExecutionArgs, ExecutionResult } from "graphql";
import type { Context } from "../../schema/index.ts";
import { isInParts, iteratorOf, type Part } from "../delivery/incremental-delivery/parts.ts";
import { LargeQueue } from "./large-queue.ts";
import { requestEnded } from "./refusal.ts";

export interface LargeOperationOptions {
  /** The estimated bytes of the response of an operation; undefined if it is not large, and so never waits. */
  readonly bytesOf: (context: Context) => number | undefined;
  /** Limit for the estimated bytes of all running large operations together. */
  readonly maxBytes: number;
  /** Whether no large operation must start at the moment, such as because too many bytes wait for slow clients. */
  readonly isHeldUp: () => boolean;
}

type Result = ExecutionResult | AsyncIterable<Part>;

/**
 * Executes operations with large responses a few at a time, because building a response takes several times its size in
 * memory. The other operations wait, and the wait counts as execution time. See `LargeQueue`.
 */
export function useLargeOperations({ bytesOf, maxBytes, isHeldUp }: LargeOperationOptions): Plugin<Context> {
  const queue = new LargeQueue(maxBytes, isHeldUp);
  return {
    onExecute({ args: { contextValue }, executeFn, setExecuteFn }) {
      const bytes = bytesOf(contextValue);
      if (bytes === undefined) return;
      setExecuteFn(async (args: ExecutionArgs): Promise<Result> => {
        await queue.enter(contextValue.caller.subject, bytes);
        const leave = () => queue.leave(bytes);
        if (contextValue.iamCallsHaveEnded()) {
          leave();
          return { errors: [requestEnded()] };
        }
        try {
          const result: Result = await executeFn(args);
          if (isInParts(result)) return leavingAfter(result, leave);
          leave();
          return result;
        } catch (error) {
          leave();
          throw error;
        }
      });
    },
  };
}

/** The same parts. The operation leaves the queue after the last part, or when the client gives up. */
function leavingAfter(parts: AsyncIterable<Part>, leave: () => void): AsyncIterable<Part> {
  const iterator = parts[Symbol.asyncIterator]();
  let hasLeft = false;
  const leaveOnce = () => {
    if (!hasLeft) leave();
    hasLeft = true;
  };
  return iteratorOf({
    async next() {
      try {
        const { done, value } = await iterator.next();
        if (done) leaveOnce();
        return done ? undefined : value;
      } catch (error) {
        leaveOnce();
        throw error;
      }
    },
    async end() {
      leaveOnce();
      await iterator.return?.();
    },
  });
}
