import type { GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import { type Context, codedError } from "../../../schema/index.ts";
import { isInParts } from "../../delivery/incremental-delivery/parts.ts";
import { type CallerRates, createCallerBudgets } from "./caller-rates.ts";

/** Who sends a request, as authentication found out; `undefined`: somebody whose rates are not kept. */
export type CallerOf = (request: Request) => string | undefined;

export interface CallerRateOptions {
  /** @default by authentication */
  readonly callerOf?: CallerOf;
  readonly rates: CallerRates;
  /** Milliseconds, of whatever start. @default performance.now */
  readonly clock?: () => number;
}

/**
 * Bounds what each caller uses up: a request beyond its rate is refused before it is read, with 429. IAM calls are counted
 * when they have been made; who has made more than there were waits until they are paid back.
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
