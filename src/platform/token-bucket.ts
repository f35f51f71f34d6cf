import { LRUCache } from "lru-cache";

export interface TokenBucketOptions {
  /** Tokens of a full bucket. */
  readonly capacity: number;
  /** Tokens that the bucket gains in an interval. */
  readonly tokensPerInterval: number;
  readonly intervalMs: number;
}

/** A token bucket, full at first. Times are in milliseconds from any fixed start; a clock that goes back adds no tokens. */
export class TokenBucket {
  readonly #capacity: number;
  readonly #intervalMs: number;
  #tokensPerInterval: number;
  #tokens: number;
  #filledAt: number;

  constructor({ capacity, tokensPerInterval, intervalMs }: TokenBucketOptions, now: number) {
    this.#capacity = capacity;
    this.#tokensPerInterval = tokensPerInterval;
    this.#intervalMs = intervalMs;
    this.#tokens = capacity;
    this.#filledAt = now;
  }

  get tokensPerInterval(): number {
    return this.#tokensPerInterval;
  }

  /** Changes the rate from `now` on. */
  setTokensPerInterval(tokensPerInterval: number, now: number): void {
    this.#fill(now);
    this.#tokensPerInterval = tokensPerInterval;
  }

  /** The tokens in the bucket, which need not be a whole number; negative if more were taken than there were. */
  tokensAt(now: number): number {
    this.#fill(now);
    return this.#tokens;
  }

  /** Takes tokens if there are as many, and returns whether it did. */
  tryTake(tokens: number, now: number): boolean {
    this.#fill(now);
    if (tokens > this.#tokens) return false;
    this.#tokens -= tokens;
    return true;
  }

  /** Takes tokens, even more than there are: the bucket then owes them. */
  take(tokens: number, now: number): void {
    this.#fill(now);
    this.#tokens -= tokens;
  }

  empty(now: number): void {
    this.#fill(now);
    this.#tokens = 0;
  }

  /** Milliseconds, rounded up, until the bucket has this many tokens. Ignores the capacity. */
  waitMs(tokens: number, now: number): number {
    this.#fill(now);
    return Math.ceil((Math.max(0, tokens - this.#tokens) / this.#tokensPerInterval) * this.#intervalMs);
  }

  #fill(now: number): void {
    const elapsedMs = Math.max(0, now - this.#filledAt);
    this.#tokens = Math.min(this.#capacity, this.#tokens + (elapsedMs / this.#intervalMs) * this.#tokensPerInterval);
    this.#filledAt = now;
  }
}

const MINUTE_MS = 60_000;

export interface KeyedTokenBucketsOptions {
  /** Tokens of a full bucket, which is also what a bucket gains in a minute. */
  readonly perMinute: number;
  /** Milliseconds from any fixed start. */
  readonly clock: () => number;
  /** Buckets that are kept. When there are more, the least recently used one is dropped, and so is full again. @default 10000 */
  readonly maxKeys?: number;
}

export interface KeyedTokenBuckets {
  /** Milliseconds until the key's bucket has a token; 0 if it has one. */
  waitFor(key: string): number;
  /** Takes tokens, even more than there are: the bucket then owes them. */
  take(key: string, tokens: number): void;
}

/** One token bucket for each key, such as a caller or an address. */
export function createKeyedTokenBuckets({
  perMinute,
  clock,
  maxKeys = 10_000,
}: KeyedTokenBucketsOptions): KeyedTokenBuckets {
  const buckets = new LRUCache<string, TokenBucket>({ max: maxKeys });
  const size = { capacity: perMinute, tokensPerInterval: perMinute, intervalMs: MINUTE_MS };
  return {
    // Only taking counts as use.
    waitFor: (key) => buckets.peek(key)?.waitMs(1, clock()) ?? 0,
    take(key, tokens) {
      const bucket = buckets.get(key) ?? new TokenBucket(size, clock());
      bucket.take(tokens, clock());
      buckets.set(key, bucket);
    },
  };
}
