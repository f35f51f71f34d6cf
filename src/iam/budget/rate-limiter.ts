import { TokenBucket } from "../../platform/token-bucket.ts";
import { FairQueue, type QueueEntry } from "./fair-queue.ts";

/** How often one action may be called: a token bucket. */
export interface Rate {
  readonly perSecond: number;
  /** How many calls may be made at once after a pause. */
  readonly burst: number;
}

/** The request that a call belongs to. */
export interface CallSlot extends QueueEntry {
  /** When the request ends, by `performance.now()`, in milliseconds. */
  readonly deadline: number;
}

/** A call that was skipped because its deadline would have passed. */
export class BudgetExhausted extends Error {
  override readonly name = "BudgetExhausted";
  /** After how many milliseconds the action can be called. Undefined if not even a full budget allows the calls. */
  readonly retryAfterMs: number | undefined;
  /** How many calls a full budget allows until the deadline. */
  readonly maxCalls: number;

  constructor(retryAfterMs: number | undefined, maxCalls: number) {
    super(
      retryAfterMs === undefined
        ? `a full budget allows ${maxCalls} calls until the deadline`
        : `the account's call budget is used up for ${retryAfterMs} ms`,
    );
    this.retryAfterMs = retryAfterMs;
    this.maxCalls = maxCalls;
  }
}

interface Waiter extends CallSlot {
  readonly since: number;
  readonly admit: (waitedMs: number) => void;
  readonly refuse: (error: BudgetExhausted) => void;
}

/** The default for the maximum number of waiting calls of an action. */
const DEFAULT_MAX_QUEUE = 10_000;
const MIN_PER_SECOND = 1;
/** IAM throttles all calls in flight at once. Within this time, they count as one event. */
const ONE_EVENT_MS = 1000;
/** The share of the full rate that comes back in each second without throttling. */
const GROWTH_PER_SECOND = 0.1;

/** Limits the rate of calls of one action. Calls above the rate wait in a fair queue. */
export class RateLimiter {
  readonly #full: Rate;
  readonly #maxQueue: number;
  readonly #bucket: TokenBucket;
  readonly #queue = new FairQueue<Waiter>();
  #timer: NodeJS.Timeout | undefined;
  #throttledAt = Number.NEGATIVE_INFINITY;
  #grownAt = 0;

  /** @param maxQueue the maximum number of waiting calls */
  constructor(rate: Rate, maxQueue = DEFAULT_MAX_QUEUE) {
    this.#full = rate;
    this.#maxQueue = maxQueue;
    const { perSecond, burst } = rate;
    this.#bucket = new TokenBucket(
      { capacity: burst, tokensPerInterval: perSecond, intervalMs: 1000 },
      performance.now(),
    );
  }

  /** How many calls could be made at once; negative if calls are waiting. */
  get tokens(): number {
    this.#fill();
    return this.#bucket.tokensAt(performance.now()) - this.#queue.size;
  }

  /** The current rate. */
  get perSecond(): number {
    this.#fill();
    return this.#bucket.tokensPerInterval;
  }

  /** @throws BudgetExhausted if so many calls cannot be made by the deadline */
  check(slot: CallSlot, calls: number): void {
    const maxCalls = this.#maxCalls(slot);
    if (calls > maxCalls) throw new BudgetExhausted(undefined, maxCalls);
    if (this.#queue.size + calls > this.#maxQueue) throw new BudgetExhausted(this.#waitFor(this.#queue.size), maxCalls);
    const wait = this.waitFor(slot, calls);
    if (performance.now() + wait > slot.deadline) throw new BudgetExhausted(wait, maxCalls);
  }

  /** Milliseconds until the last of so many calls can be made, after the calls of others that are served before. */
  waitFor(slot: CallSlot, calls: number): number {
    this.#fill();
    return this.#waitFor(this.#queue.maxServedBefore(slot, calls) + calls);
  }

  /** How many calls the full rate allows until the deadline, starting with a full bucket. */
  #maxCalls({ deadline }: CallSlot): number {
    const { perSecond, burst } = this.#full;
    return Math.floor(burst + (perSecond * Math.max(0, deadline - performance.now())) / 1000);
  }

  /** Waits until the call may be made; resolves to the wait in milliseconds. Rejects with BudgetExhausted if that is too late. */
  async admit(slot: CallSlot): Promise<number> {
    this.#fill();
    if (this.#queue.size === 0 && this.#bucket.tryTake(1, performance.now())) return 0;
    this.check(slot, 1);
    return new Promise<number>((admit, refuse) => {
      this.#queue.push({ ...slot, since: performance.now(), admit, refuse });
      this.#schedule();
    });
  }

  /** Rejects all waiting calls of the request. */
  leave(request: object, error: BudgetExhausted): void {
    for (const waiter of this.#queue.remove((one) => one.request === request)) waiter.refuse(error);
  }

  /** Empties the bucket and halves the rate, because IAM throttled a call. */
  throttled(): void {
    this.#fill();
    const now = performance.now();
    this.#bucket.empty(now);
    if (now - this.#throttledAt < ONE_EVENT_MS) return;
    this.#throttledAt = now;
    this.#grownAt = now;
    const lowest = Math.min(MIN_PER_SECOND, this.#full.perSecond);
    this.#bucket.setTokensPerInterval(Math.max(lowest, this.#bucket.tokensPerInterval / 2), now);
  }

  /** Updates the rate to the current time. */
  #fill(): void {
    const now = performance.now();
    const { perSecond } = this.#full;
    if (this.#bucket.tokensPerInterval >= perSecond) return;
    const growth = ((now - this.#grownAt) / 1000) * GROWTH_PER_SECOND * perSecond;
    this.#grownAt = now;
    this.#bucket.setTokensPerInterval(Math.min(perSecond, this.#bucket.tokensPerInterval + growth), now);
  }

  /** Milliseconds until so many calls can be made, the waiting ones included. */
  #waitFor(calls: number): number {
    return this.#bucket.waitMs(calls, performance.now());
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#queue.size === 0) return;
    const wait = Math.max(1, this.#bucket.waitMs(1, performance.now()));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#admit();
      this.#schedule();
    }, wait);
  }

  #admit(): void {
    this.#fill();
    const now = performance.now();
    const late = this.#queue.remove(({ deadline }) => deadline <= now);
    const wait = this.#waitFor(this.#queue.size + 1);
    for (const waiter of late) waiter.refuse(new BudgetExhausted(wait, this.#maxCalls(waiter)));
    while (this.#queue.size > 0 && this.#bucket.tryTake(1, performance.now())) {
      const waiter = this.#queue.shift();
      waiter?.admit(now - waiter.since);
    }
  }
}
