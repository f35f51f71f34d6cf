import { setImmediate } from "node:timers/promises";
import { BudgetExhausted } from "../budget/budget.ts";
import { IamError } from "../errors/sdk-errors.ts";
import { IamCallsExhausted, type Ledger } from "../usage.ts";
import type { ReadCache } from "./read-cache.ts";
import { isStandstill } from "./standstill.ts";

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
  /** Rejects with `IamError`, or with `IamCallsExhausted`. */
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

  /** Under an action and its input nothing is under way or kept but what such a read is answered. */
  read<Answer extends object>(read: SharedRead<Answer>): Promise<Answer> {
    const { action, input, freshness } = read;
    const key = `${action} ${this.#generations.get(action) ?? 0} ${JSON.stringify(input)}`;
    if (freshness === "recent" && this.#cache?.mayHave(key)) {
      return this.#cache.get(key).then((kept) => {
        if (kept === undefined) return this.#readAlong(key, read);
        read.ledger.answeredFromCache(action);
        return kept as Answer;
      });
    }
    return this.#readAlong(key, read);
  }

  /** A write that these reads can show begins, or has ended: what was asked before is old. */
  touched(actions: Iterable<string>): void {
    for (const action of actions) this.#generations.set(action, (this.#generations.get(action) ?? 0) + 1);
  }

  /** Waits for an equal read that is under way; without one, asks. */
  #readAlong<Answer extends object>(key: string, read: SharedRead<Answer>): Promise<Answer> {
    const { action, ledger, freshness } = read;
    const other = this.#find(key, freshness);
    if (other === undefined) return this.#ask(key, read);
    return other.forOthers().then(
      (answer) => {
        ledger.coalesced(action);
        return answer as Answer;
      },
      (error: unknown) => {
        // What one request could not afford, another can.
        if (isUnaffordable(error)) return this.#readAlong(key, read);
        ledger.coalesced(action);
        throw error;
      },
    );
  }

  #find(key: string, freshness: Freshness): UnderWay | undefined {
    const underWay = this.#underWay.get(key);
    if (freshness === "own" || underWay === undefined) return undefined;
    return freshness === "recent" || underWay.begunAt === this.#answered ? underWay : undefined;
  }

  #ask<Answer extends object>(key: string, { ask, input }: SharedRead<Answer>): Promise<Answer> {
    const answer = ask();
    const underWay = new UnderWay(answer, this.#answered);
    this.#underWay.set(key, underWay);
    const answered = async () => {
      try {
        const kept = await answer;
        this.#answered += 1;
        const marker = "Marker" in input ? input.Marker : undefined;
        if (this.#cache && !isStandstill(marker, kept)) await this.#cache.set(key, kept);
      } catch {
        // Whoever asked hears of it.
      } finally {
        if (this.#underWay.get(key) === underWay) this.#underWay.delete(key);
      }
    };
    void answered();
    return answer;
  }
}

/** A read that others can wait for. */
class UnderWay {
  /** How many calls had been answered when it began. */
  readonly begunAt: number;
  readonly #answer: Promise<object>;
  #forOthers: Promise<object> | undefined;

  constructor(answer: Promise<object>, begunAt: number) {
    this.#answer = answer;
    this.begunAt = begunAt;
  }

  /**
   * The answer, a turn of the event loop later: whoever asked goes on first, for what that one asks next, hundreds of
   * others may be going to wait for.
   */
  forOthers(): Promise<object> {
    this.#forOthers ??= this.#answer.finally(() => setImmediate());
    return this.#forOthers;
  }
}

/** The cause of a read's end that took too much of the time of the request that began it. */
export class TimeShareExhausted extends Error {
  override readonly name = "TimeShareExhausted";
}

function isUnaffordable(error: unknown): boolean {
  if (error instanceof IamCallsExhausted) return true;
  if (!(error instanceof IamError)) return false;
  return error.cause instanceof BudgetExhausted || error.cause instanceof TimeShareExhausted;
}
