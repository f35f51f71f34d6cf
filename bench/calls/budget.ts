import { setTimeout } from "node:timers/promises";

/** The gateway's default over AWS. The scripts use the same. */
export const BUDGET: BudgetSize = { perSecond: 15, burst: 30 };

/** Allowed calls of an action: `burst` at once, then `perSecond`. */
export interface BudgetSize {
  readonly perSecond: number;
  readonly burst: number;
}

/** A token bucket for each action, as a careful script would have. */
export class Budget {
  readonly #size: BudgetSize;
  readonly #buckets = new Map<string, { tokens: number; filledAt: number }>();

  constructor(size: BudgetSize) {
    this.#size = size;
  }

  /** Resolves when a call of the action is allowed, in the order of the calls. */
  async take(action: string): Promise<void> {
    const { perSecond, burst } = this.#size;
    const now = performance.now();
    const { tokens, filledAt } = this.#buckets.get(action) ?? { tokens: burst, filledAt: now };
    // Negative: the tokens that this and earlier calls wait for.
    const left = Math.min(burst, tokens + ((now - filledAt) / 1000) * perSecond) - 1;
    this.#buckets.set(action, { tokens: left, filledAt: now });
    if (left < 0) await setTimeout((-left / perSecond) * 1000);
  }
}
