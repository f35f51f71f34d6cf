import { setTimeout } from "node:timers/promises";

/** The gateway's default budget for AWS, which the scripts use, too. */
export const BUDGET: BudgetSize = { perSecond: 15, burst: 30 };

/** The allowed calls of an action: `burst` at once, then `perSecond`. */
export interface BudgetSize {
  readonly perSecond: number;
  readonly burst: number;
}

/** A token bucket for each action, as a careful script uses it. */
export class Budget {
  readonly #size: BudgetSize;
  readonly #buckets = new Map<string, { tokens: number; filledAt: number }>();

  constructor(size: BudgetSize) {
    this.#size = size;
  }

  /** Resolves when the next call of the action is allowed, in order of requests. */
  async take(action: string): Promise<void> {
    const { perSecond, burst } = this.#size;
    const now = performance.now();
    const { tokens, filledAt } = this.#buckets.get(action) ?? { tokens: burst, filledAt: now };
    // Negative tokens are calls that wait, including this one.
    const left = Math.min(burst, tokens + ((now - filledAt) / 1000) * perSecond) - 1;
    this.#buckets.set(action, { tokens: left, filledAt: now });
    if (left < 0) await setTimeout((-left / perSecond) * 1000);
  }
}
