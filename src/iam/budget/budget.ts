import { BudgetExhausted, type CallSlot, type Rate, RateLimiter } from "./rate-limiter.ts";

/**
 * Limits how often the requests of a process call each IAM operation. IAM's own limits apply to an account and an action, and
 * everyone in the account shares them.
 */
export interface Budget {
  /**
   * Checks that so many calls can be made by the deadline. After a failure, the request gets no further calls.
   * @throws BudgetExhausted
   */
  requireCapacity(action: string, slot: CallSlot, calls: number): void;
  /**
   * Waits until the call may be made; resolves to the wait in milliseconds. Rejects with BudgetExhausted if that is after the
   * deadline; then the request gets no further calls.
   */
  admit(action: string, slot: CallSlot): Promise<number>;
  /** As `requireCapacity`, but the request may go on with other calls after a failure. */
  checkCapacity(action: string, slot: CallSlot, calls: number): void;
  /** Milliseconds until the last of so many calls could be made. */
  waitFor(action: string, slot: CallSlot, calls: number): number;
  /** Rejects all waiting calls of the request. */
  leave(request: object): void;
  /** To be called when IAM throttled a call. */
  throttled(action: string): void;
  /** The calls that can be made at once, less the waiting ones, and the rate per second. */
  capacityOf(action: string): { readonly tokens: number; readonly perSecond: number };
}

const UNLIMITED: Budget = {
  requireCapacity() {},
  admit: async () => 0,
  checkCapacity() {},
  waitFor: () => 0,
  leave() {},
  throttled() {},
  capacityOf: () => ({ tokens: Number.POSITIVE_INFINITY, perSecond: Number.POSITIVE_INFINITY }),
};

/**
 * @param rate of each action. Without it, calls are not limited.
 * @param maxQueue the maximum number of waiting calls of an action. @default 10000
 */
export function createBudget(rate: Rate | undefined, maxQueue?: number): Budget {
  if (rate === undefined) return UNLIMITED;
  const limiters = new Map<string, RateLimiter>();
  const exhaustedOf = new WeakMap<object, BudgetExhausted>();
  const limiterOf = (action: string) => {
    const limiter = limiters.get(action) ?? new RateLimiter(rate, maxQueue);
    limiters.set(action, limiter);
    return limiter;
  };
  const requireServed = ({ request }: CallSlot) => {
    const exhausted = exhaustedOf.get(request);
    if (exhausted) throw exhausted;
  };
  /** A request that cannot be completed in time gets no further calls: they would be wasted. */
  const giveUp = ({ request }: CallSlot, error: unknown) => {
    if (!(error instanceof BudgetExhausted)) return;
    exhaustedOf.set(request, error);
    for (const limiter of limiters.values()) limiter.leave(request, error);
  };
  return {
    requireCapacity(action, slot, calls) {
      requireServed(slot);
      try {
        limiterOf(action).check(slot, calls);
      } catch (error) {
        giveUp(slot, error);
        throw error;
      }
    },
    async admit(action, slot) {
      requireServed(slot);
      try {
        return await limiterOf(action).admit(slot);
      } catch (error) {
        giveUp(slot, error);
        throw error;
      }
    },
    checkCapacity(action, slot, calls) {
      requireServed(slot);
      limiterOf(action).check(slot, calls);
    },
    waitFor: (action, slot, calls) => limiterOf(action).waitFor(slot, calls),
    leave(request) {
      for (const limiter of limiters.values()) limiter.leave(request, new BudgetExhausted(0, 0));
    },
    throttled: (action) => limiterOf(action).throttled(),
    capacityOf(action) {
      const { tokens, perSecond } = limiterOf(action);
      return { tokens, perSecond };
    },
  };
}
