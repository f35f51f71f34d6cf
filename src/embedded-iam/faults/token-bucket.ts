import type { TokenBucketSize } from "./faults.ts";

/** A token bucket that starts full. The caller passes the time. */
export class TokenBucket {
  readonly #size: TokenBucketSize;
  #tokens: number;
  #filledAt: number;

  /** @param now in milliseconds */
  constructor(size: TokenBucketSize, now: number) {
    this.#size = size;
    this.#tokens = size.burst;
    this.#filledAt = now;
  }

  /** Takes one token. Returns false if the bucket is empty. */
  take(now: number): boolean {
    const { perSecond, burst } = this.#size;
    const passed = Math.max(0, now - this.#filledAt);
    this.#tokens = Math.min(burst, this.#tokens + (passed / 1000) * perSecond);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
