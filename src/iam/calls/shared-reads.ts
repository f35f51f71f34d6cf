import { setImmediate } from "node:timers/promises";
import { BudgetExhausted } from "../budget/index.ts";
import { IamCallsExhausted, IamError } from "../errors/index.ts";
import type { Usage } from "../usage.ts";
import { isEmptyRepeat } from "./empty-page-guard.ts";
import type { ReadCache } from "./read-cache.ts";

/**
 * Which responses a read accepts: `recent`: a cached one, or that of any equal read in flight; `since-last-answer`: that of an
 * equal read that began after the latest response of any read; `own`: only that of its own call.
 */
export type Freshness = "recent" | "since-last-answer" | "own";

/** One read. */
export interface SharedRead<Answer extends object> {
  readonly action: string;
  readonly input: object;
  readonly usage: Usage;
  readonly freshness: Freshness;
  /** Calls IAM. Rejects with `IamError` or `IamCallsExhausted`. */
  readonly call: () => Promise<Answer>;
}

/**
 * Shares equal reads between all requests of a process, which all call IAM as one principal: a read joins an equal one in
 * flight, or gets its response from the cache. A write invalidates the earlier reads that can show it.
 */
export class SharedReads {
  readonly #cache: ReadCache | undefined;
  readonly #inFlight = new Map<string, InFlightRead>();
  /** By action. The keys of reads contain the generation, so a new generation finds no earlier read. */
  readonly #generations = new Map<string, number>();
  /** How many calls were answered so far. */
  #answered = 0;

  constructor(cache: ReadCache | undefined) {
    this.#cache = cache;
  }

  /** Reads. One action and input must always have the same type of answer, because they are the key. */
  read<Answer extends object>(read: SharedRead<Answer>): Promise<Answer> {
    const { action, input, freshness } = read;
    const key = `${action} ${this.#generations.get(action) ?? 0} ${JSON.stringify(input)}`;
    const cached = freshness === "recent" ? this.#cache?.get(key) : undefined;
    if (cached === undefined) return this.#joinOrCall(key, read);
    read.usage.answeredFromCache(action);
    return Promise.resolve(cached as Answer);
  }

  /** Excludes all earlier reads of these actions from sharing. To be called when a write begins, and when it has ended. */
  invalidate(actions: Iterable<string>): void {
    for (const action of actions) this.#generations.set(action, (this.#generations.get(action) ?? 0) + 1);
  }

  #joinOrCall<Answer extends object>(key: string, read: SharedRead<Answer>): Promise<Answer> {
    const { action, usage, freshness } = read;
    const other = this.#find(key, freshness);
    if (other === undefined) return this.#call(key, read);
    return other.forOthers().then(
      (answer) => {
        usage.coalesced(action);
        return answer as Answer;
      },
      (error: unknown) => {
        // This request may have the calls or the time that the other one lacked.
        if (isUnaffordable(error)) return this.#joinOrCall(key, read);
        usage.coalesced(action);
        throw error;
      },
    );
  }

  #find(key: string, freshness: Freshness): InFlightRead | undefined {
    const inFlight = this.#inFlight.get(key);
    if (freshness === "own" || inFlight === undefined) return undefined;
    return freshness === "recent" || inFlight.begunAt === this.#answered ? inFlight : undefined;
  }

  #call<Answer extends object>(key: string, { call, input }: SharedRead<Answer>): Promise<Answer> {
    const answer = call();
    const inFlight = new InFlightRead(answer, this.#answered);
    this.#inFlight.set(key, inFlight);
    void this.#keep(key, inFlight, answer, "Marker" in input ? input.Marker : undefined);
    return answer;
  }

  async #keep(key: string, inFlight: InFlightRead, answer: Promise<object>, marker: unknown): Promise<void> {
    try {
      const kept = await answer;
      this.#answered += 1;
      if (!isEmptyRepeat(marker, kept)) this.#cache?.set(key, kept);
    } catch {
      // The callers of the read get the error.
    } finally {
      if (this.#inFlight.get(key) === inFlight) this.#inFlight.delete(key);
    }
  }
}

/** A read that others can wait for. */
class InFlightRead {
  /** How many calls had been answered when it began. */
  readonly begunAt: number;
  readonly #answer: Promise<object>;
  #forOthers: Promise<object> | undefined;

  constructor(answer: Promise<object>, begunAt: number) {
    this.#answer = answer;
    this.begunAt = begunAt;
  }

  /**
   * The answer, one turn of the event loop later. So the request that called goes on first, and its next read is in flight
   * before hundreds of others need the same one.
   */
  forOthers(): Promise<object> {
    this.#forOthers ??= this.#answer.finally(() => setImmediate());
    return this.#forOthers;
  }
}

/** The cause of an error: the read took its share of the time of the request that called. Other requests may have more time. */
export class TimeShareExhausted extends Error {
  override readonly name = "TimeShareExhausted";
}

function isUnaffordable(error: unknown): boolean {
  if (error instanceof IamCallsExhausted) return true;
  if (!(error instanceof IamError)) return false;
  return error.cause instanceof BudgetExhausted || error.cause instanceof TimeShareExhausted;
}
