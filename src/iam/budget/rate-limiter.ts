import { TokenBucket } from "../../platform/token-bucket.ts";
import { FairQueue, type Waiting } from "./fair-queue.ts";

/** How often one action may be called. */
export interface Rate {
  readonly perSecond: number;
  /** Calls at once, after a time without any. */
  readonly burst: number;
}

/** Who wants to call, and until when that is of use. */
export interface Turn extends Waiting {
  /** By `performance.now()`, in milliseconds. */
  readonly deadline: number;
}

/** A call that was not made because it could not have been made in time. */
export class BudgetExhausted extends Error {
  override readonly name = "BudgetExhausted";
  /** In how many milliseconds the action can be called again. Undefined if waiting does not help: no full budget allows it. */
  readonly retryAfterMs: number | undefined;
  /** How many calls a full budget allows in the time that the request has. */
  readonly mostCalls: number;

  constructor(retryAfterMs: number | undefined, mostCalls: number) {
    super(
      retryAfterMs === undefined
        ? `a full budget allows ${mostCalls} calls in that time`
        : `the account's budget of calls is used up for ${retryAfterMs} ms`,
    );
    this.retryAfterMs = retryAfterMs;
    this.mostCalls = mostCalls;
  }
}

interface Waiter extends Turn {
  readonly since: number;
  readonly admit: (waitedMs: number) => void;
  readonly refuse: (error: BudgetExhausted) => void;
}

/** What waits for an action at most, whatever the deadlines. */
const LONGEST_QUEUE = 10_000;
const SLOWEST_PER_SECOND = 1;
/** IAM throttles what is under way all at once: that is one reason to slow down, not as many as there are calls. */
const ONE_EVENT_MS = 1000;
/** How much of the full rate comes back each second without throttling. */
const GROWTH_PER_SECOND = 0.1;

/** Lets calls of one action through, as often as its rate allows; the rest wait for their turn. */
export class Gate {
  readonly #full: Rate;
  readonly #bucket: TokenBucket;
  readonly #queue = new FairQueue<Waiter>();
  #timer: NodeJS.Timeout | undefined;
  #throttledAt = Number.NEGATIVE_INFINITY;
  #grownAt = 0;

  constructor(rate: Rate) {
    this.#full = rate;
    const { perSecond, burst } = rate;
    this.#bucket = new TokenBucket(
      { capacity: burst, tokensPerInterval: perSecond, intervalMs: 1000 },
      performance.now(),
    );
  }

  /** Calls that could be made at once; below 0 where some are waiting already. */
  get tokens(): number {
    this.#fill();
    return this.#bucket.tokensAt(performance.now()) - this.#queue.size;
  }

  /** The rate of the moment. */
  get perSecond(): number {
    this.#fill();
    return this.#bucket.tokensPerInterval;
  }

  /** @throws BudgetExhausted if so many calls cannot be made by the deadline */
  expect(turn: Turn, calls: number): void {
    const mostCalls = this.#mostCalls(turn);
    if (calls > mostCalls) throw new BudgetExhausted(undefined, mostCalls);
    if (this.#queue.size + calls > LONGEST_QUEUE) throw new BudgetExhausted(this.#waitFor(this.#queue.size), mostCalls);
    const wait = this.waitFor(turn, calls);
    if (performance.now() + wait > turn.deadline) throw new BudgetExhausted(wait, mostCalls);
  }

  /** Milliseconds until the last of so many calls could be made, those of others that come first included. */
  waitFor(turn: Turn, calls: number): number {
    this.#fill();
    return this.#waitFor(this.#queue.turnsBefore(turn, calls) + calls);
  }

  /** How many calls the full rate allows until the deadline, starting with a full bucket. */
  #mostCalls({ deadline }: Turn): number {
    const { perSecond, burst } = this.#full;
    return Math.floor(burst + (perSecond * Math.max(0, deadline - performance.now())) / 1000);
  }

  /** Gives, when it is this one's turn, how many milliseconds it waited. Rejects with BudgetExhausted where that is too late. */
  async pass(turn: Turn): Promise<number> {
    this.#fill();
    if (this.#queue.size === 0 && this.#bucket.tryTake(1, performance.now())) return 0;
    this.expect(turn, 1);
    return new Promise<number>((admit, refuse) => {
      this.#queue.push({ ...turn, since: performance.now(), admit, refuse });
      this.#schedule();
    });
  }

  /** Nothing that this request waits for is of use any more. */
  leave(request: object, error: BudgetExhausted): void {
    for (const waiter of this.#queue.remove((one) => one.request === request)) waiter.refuse(error);
  }

  /** IAM throttled a call: slows down, and begins anew with no tokens. */
  throttled(): void {
    this.#fill();
    const now = performance.now();
    this.#bucket.empty(now);
    if (now - this.#throttledAt < ONE_EVENT_MS) return;
    this.#throttledAt = now;
    this.#grownAt = now;
    const slowest = Math.min(SLOWEST_PER_SECOND, this.#full.perSecond);
    this.#bucket.setTokensPerInterval(Math.max(slowest, this.#bucket.tokensPerInterval / 2), now);
  }

  /** Brings the rate up to the present. */
  #fill(): void {
    const now = performance.now();
    const { perSecond } = this.#full;
    if (this.#bucket.tokensPerInterval >= perSecond) return;
    const growth = ((now - this.#grownAt) / 1000) * GROWTH_PER_SECOND * perSecond;
    this.#grownAt = now;
    this.#bucket.setTokensPerInterval(Math.min(perSecond, this.#bucket.tokensPerInterval + growth), now);
  }

  /** Milliseconds until so many calls, the waiting ones before them, can have been made. */
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
    for (const waiter of late) waiter.refuse(new BudgetExhausted(wait, this.#mostCalls(waiter)));
    while (this.#queue.size > 0 && this.#bucket.tryTake(1, performance.now())) {
      const waiter = this.#queue.shift();
      waiter?.admit(now - waiter.since);
    }
  }
}
