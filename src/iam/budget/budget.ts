import { BudgetExhausted, Gate, type Rate, type Turn } from "./rate-limiter.ts";

export { BudgetExhausted, type Rate, type Turn } from "./rate-limiter.ts";

/** Over AWS: a little below where IAM is seen to throttle, for others in the account call it too. */
export const STANDARD_RATE: Rate = { perSecond: 15, burst: 30 };

/**
 * How often IAM is called, action by action, by all requests of one process: IAM's own limits are by account and action, and
 * everybody in the account shares them.
 */
export interface Budget {
  /** @throws BudgetExhausted where so many calls cannot be made by the deadline; see `pass` */
  expect(action: string, turn: Turn, calls: number): void;
  /**
   * Gives, when the call may be made, how many milliseconds it had to wait. Rejects with BudgetExhausted where that would be
   * too late; then nothing else is called for that request either.
   */
  pass(action: string, turn: Turn): Promise<number>;
  /** As `expect`, but the request may go on with other calls. */
  require(action: string, turn: Turn, calls: number): void;
  /** Milliseconds until the last of so many calls could be made. Unlike `expect`, it gives up nothing. */
  waitFor(action: string, turn: Turn, calls: number): number;
  /** Rejects all calls of the request that wait. */
  leave(request: object): void;
  /** IAM throttled a call. */
  throttled(action: string): void;
  /** Calls that can be made at once, less those that wait already, and how many there are each second. */
  prospects(action: string): { readonly tokens: number; readonly perSecond: number };
}

const UNBOUNDED: Budget = {
  expect() {},
  pass: async () => 0,
  require() {},
  waitFor: () => 0,
  leave() {},
  throttled() {},
  prospects: () => ({ tokens: Number.POSITIVE_INFINITY, perSecond: Number.POSITIVE_INFINITY }),
};

/** @param rate of each action; without it, calls are made as they come */
export function createBudget(rate: Rate | undefined): Budget {
  if (rate === undefined) return UNBOUNDED;
  const gates = new Map<string, Gate>();
  const givenUp = new WeakMap<object, BudgetExhausted>();
  const gateOf = (action: string) => {
    const gate = gates.get(action) ?? new Gate(rate);
    gates.set(action, gate);
    return gate;
  };
  /** A request that cannot be served in time is not served at all. */
  const whileOfUse = ({ request }: Turn) => {
    const exhausted = givenUp.get(request);
    if (exhausted) throw exhausted;
  };
  const giveUp = ({ request }: Turn, error: unknown) => {
    if (!(error instanceof BudgetExhausted)) return;
    givenUp.set(request, error);
    for (const gate of gates.values()) gate.leave(request, error);
  };
  return {
    expect(action, turn, calls) {
      whileOfUse(turn);
      try {
        gateOf(action).expect(turn, calls);
      } catch (error) {
        giveUp(turn, error);
        throw error;
      }
    },
    async pass(action, turn) {
      whileOfUse(turn);
      try {
        return await gateOf(action).pass(turn);
      } catch (error) {
        giveUp(turn, error);
        throw error;
      }
    },
    require(action, turn, calls) {
      whileOfUse(turn);
      gateOf(action).expect(turn, calls);
    },
    waitFor: (action, turn, calls) => gateOf(action).waitFor(turn, calls),
    leave(request) {
      for (const gate of gates.values()) gate.leave(request, new BudgetExhausted(0, 0));
    },
    throttled: (action) => gateOf(action).throttled(),
    prospects(action) {
      const { tokens, perSecond } = gateOf(action);
      return { tokens, perSecond };
    },
  };
}
