import { BudgetExhausted } from "../budget/budget.ts";
import { IamCallsExhausted, type Ledger } from "../ledger.ts";
import { isStandstill } from "../standstill.ts";
import type { ReadCache } from "./read-cache.ts";

/**
 * Which answers will do: any of a short time ago; only one of a call that began since anything was last answered; or only
 * one of a call of one's own.
 */
export type Freshness = "recent" | "since-last-answer" | "own";

/** One read: what is asked, by whom, and how. */
export interface SharedRead<Answer extends object> {
  readonly action: string;
  readonly input: object;
  readonly ledger: Ledger;
  readonly freshness: Freshness;
  readonly ask: () => Promise<Answer>;
}

/**
 * Equal reads of all requests, which one principal's key signs: while one is under way, others wait for its answer, and for a
 * short time it answers those that come later. A write that touches an action ends that for all that was asked before.
 */
export class SharedReads {
  readonly #cache: ReadCache | undefined;
  readonly #underWay = new Map<string, UnderWay>();
  /** By action. What was asked in an earlier generation is found by nobody in a later one. */
  readonly #generations = new Map<string, number>();
  /** How many calls were answered so far. */
  #answered = 0;

  constructor(cache: ReadCache | undefined) {
    this.#cache = cache;
  }

  async read<Answer extends object>({ action, input, ledger, freshness, ask }: SharedRead<Answer>): Promise<Answer> {
    const key = `${action} ${this.#generations.get(action) ?? 0} ${JSON.stringify(input)}`;
    const kept = freshness === "recent" && this.#cache?.mayHave(key) ? await this.#cache.get(key) : undefined;
    if (kept !== undefined) {
      ledger.answeredFromCache(action);
      // Under an action and its input nothing is kept but what such a read was answered.
      return kept as Answer;
    }
    for (let other = this.#find(key, freshness); other; other = this.#find(key, freshness)) {
      try {
        const answer = await other.answer;
        ledger.coalesced(action);
        return answer as Answer;
      } catch (error) {
        // What one request could not afford, another can.
        if (error instanceof BudgetExhausted || error instanceof IamCallsExhausted) continue;
        ledger.coalesced(action);
        throw error;
      }
    }
    return this.#ask(key, ask, "Marker" in input ? input.Marker : undefined);
  }

  /** A write that these reads can show begins, or has ended: what was asked before is old. */
  touched(actions: Iterable<string>): void {
    for (const action of actions) this.#generations.set(action, (this.#generations.get(action) ?? 0) + 1);
  }

  #find(key: string, freshness: Freshness): UnderWay | undefined {
    const underWay = this.#underWay.get(key);
    if (freshness === "own" || underWay === undefined) return undefined;
    return freshness === "recent" || underWay.begunAt === this.#answered ? underWay : undefined;
  }

  async #ask<Answer extends object>(key: string, ask: () => Promise<Answer>, marker: unknown): Promise<Answer> {
    const underWay = { answer: ask(), begunAt: this.#answered };
    this.#underWay.set(key, underWay);
    try {
      const answer = await underWay.answer;
      this.#answered += 1;
      if (!isStandstill(marker, answer)) await this.#cache?.set(key, answer);
      return answer;
    } finally {
      if (this.#underWay.get(key) === underWay) this.#underWay.delete(key);
    }
  }
}

interface UnderWay {
  readonly answer: Promise<object>;
  /** How many calls had been answered by then. */
  readonly begunAt: number;
}
