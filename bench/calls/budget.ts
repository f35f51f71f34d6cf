import { setTimeout } from "node:timers/promises";

/** What the gateway has over AWS unless it is told otherwise, and so what its scripts have. */
export const BUDGET: BudgetSize = { perSecond: 15, burst: 30 };

/** How many calls of an action may go out: `burst` at once, `perSecond` later on. */
export interface BudgetSize {
  readonly perSecond: number;
  readonly burst: number;
}

/** A token bucket for each action: what a careful script paces itself by. */
export class Budget {
  readonly #size: BudgetSize;
  readonly #buckets = new Map<string, { tokens: number; filledAt: number }>();

  constructor(size: BudgetSize) {
    this.#size = size;
  }

  /** Resolves when a call of the action may go out, first come first served. */
  async take(action: string): Promise<void> {
    const { perSecond, burst } = this.#size;
    const now = performance.now();
    const { tokens, filledAt } = this.#buckets.get(action) ?? { tokens: burst, filledAt: now };
    // Below zero are the tokens that others, and now this call, are waiting for.
    const left = Math.min(burst, tokens + ((now - filledAt) / 1000) * perSecond) - 1;
    this.#buckets.set(action, { tokens: left, filledAt: now });
    if (left < 0) await setTimeout((-left / perSecond) * 1000);
  }
}
