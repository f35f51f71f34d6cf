import type { GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import { type Context, codedError } from "../../../schema/index.ts";
import { isInParts } from "../../delivery/incremental-delivery/parts.ts";
import { type CallerRates, createCallerBudgets } from "./caller-rates.ts";

/** The authenticated caller of a request; `undefined` if its rate is not limited. */
export type CallerOf = (request: Request) => string | undefined;

export interface CallerRateOptions {
  /** @default the authenticated caller */
  readonly callerOf?: CallerOf;
  readonly rates: CallerRates;
  /** Milliseconds from any fixed start. @default performance.now */
  readonly clock?: () => number;
}

/**
 * Limits the requests and IAM calls of each caller. A request above the rate is rejected with 429 before its body is read.
 * IAM calls are counted after they were made, and a caller that exceeds the limit waits until the excess is recovered.
 */
export function useCallerRates({
  callerOf,
  rates,
  clock = () => performance.now(),
}: CallerRateOptions & { readonly callerOf: CallerOf }): Plugin<Context> {
  const budgets = createCallerBudgets(rates, clock);
  return {
    onRequestParse({ request }) {
      const caller = callerOf(request);
      const waitMs = caller === undefined ? 0 : budgets.admit(caller);
      if (waitMs > 0) throw tooManyRequests(waitMs);
    },
    onExecute: ({ args: { contextValue } }) => ({
      onExecuteDone({ result }) {
        const spend = () => {
          const caller = callerOf(contextValue.request);
          const made = Object.values(contextValue.iamCalls()).reduce((sum, calls) => sum + calls, 0);
          if (caller !== undefined && made > 0) budgets.spend(caller, made);
        };
        if (isInParts(result)) return { onEnd: spend };
        spend();
        return undefined;
      },
    }),
  };
}

function tooManyRequests(waitMs: number): GraphQLError {
  const message = "This caller exceeds its rate of requests or IAM calls: retry after the seconds in retry-after.";
  return codedError("TOO_MANY_REQUESTS", message, {
    details: { retryAfterMs: waitMs },
    status: "429",
    headers: { "retry-after": String(Math.ceil(waitMs / 1000)) },
  });
}
