import type { Plugin } from "@envelop/core";
import type { ExecutionArgs, ExecutionResult } from "graphql";
import type { Context } from "../../schema/index.ts";
import { isInParts, iteratorOf, type Part } from "../delivery/incremental-delivery/parts.ts";
import { LargeQueue } from "./large-queue.ts";
import { requestEnded } from "./refusal.ts";

export interface LargeOperationOptions {
  /** How many bytes the answer of an operation may have; undefined: it is not large, and never waits. */
  readonly bytesOf: (context: Context) => number | undefined;
  /** How many bytes the answers under construction may come to together. */
  readonly maxBytes: number;
  /** Whether none is to start for now, such as because too many answers wait for clients to take them. */
  readonly isHeldUp: () => boolean;
}

type Result = ExecutionResult | AsyncIterable<Part>;

/**
 * Executes operations with large answers a few at a time: while it is made, an answer takes several times the memory of its
 * bytes. The others wait, within the time that they may take; see `LargeQueue`.
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

/** The same parts, which leave the queue once, after the last one or when they are given up. */
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
