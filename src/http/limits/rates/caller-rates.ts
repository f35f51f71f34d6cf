import { createKeyedTokenBuckets } from "../../../platform/token-bucket.ts";

/** What one caller may use up in a minute. */
export interface CallerRates {
  readonly requestsPerMinute: number;
  readonly iamCallsPerMinute: number;
}

export interface CallerBudgets {
  /** Takes a request of the caller's: 0, or the milliseconds until there may be one. */
  admit(caller: string): number;
  /** Takes IAM calls that the caller's request has made; what there is not is owed. */
  spend(caller: string, iamCalls: number): void;
}

/** @param clock milliseconds, of whatever start */
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
