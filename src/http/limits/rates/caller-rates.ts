import { createKeyedTokenBuckets } from "../../../platform/token-bucket.ts";

/** Limits of one caller in a minute. */
export interface CallerRates {
  readonly requestsPerMinute: number;
  readonly iamCallsPerMinute: number;
}

export interface CallerBudgets {
  /** Counts a request and returns 0, or returns the milliseconds until the caller can send the next one. */
  admit(caller: string): number;
  /** Counts IAM calls that a request of the caller made, even above the limit: the caller then waits longer. */
  spend(caller: string, iamCalls: number): void;
}

/** @param clock milliseconds from any fixed start */
export function createCallerBudgets(rates: CallerRates, clock: () => number): CallerBudgets {
  const requests = createKeyedTokenBuckets({ perMinute: rates.requestsPerMinute, clock });
  const iamCalls = createKeyedTokenBuckets({ perMinute: rates.iamCallsPerMinute, clock });
  return {
    admit(caller) {
      const wait = Math.max(requests.waitFor(caller), iamCalls.waitFor(caller));
      if (wait === 0) requests.take(caller, 1);
      return wait;
    },
    spend: (caller, calls) => iamCalls.take(caller, calls),
  };
}
