import type { TokenBucketSize } from "./faults.ts";

/** A token bucket: full at first, and refilled by the clock that `take` is told. */
export class TokenBucket {
  readonly #size: TokenBucketSize;
  #tokens: number;
  #filledAt: number;

  /** `now` is in milliseconds. */
  constructor(size: TokenBucketSize, now: number) {
    this.#size = size;
    this.#tokens = size.burst;
    this.#filledAt = now;
  }

  /** Takes one token, if there is one. */
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
