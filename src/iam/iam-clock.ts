/**
 * IAM's clock, from the `Date` header of its responses. This machine's clock can be minutes off, so times that IAM reports,
 * such as the age of a credential report, are compared with IAM's clock.
 */
export class IamClock {
  readonly #now: () => number;
  #offset = 0;

  /** @param now this machine's clock, in milliseconds since 1970 */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Takes the `Date` header of a response that has just arrived. Ignores a missing or unreadable date. */
  observe(dateHeader: string | undefined): void {
    const date = Date.parse(dateHeader ?? "");
    if (!Number.isNaN(date)) this.#offset = date - this.#now();
  }

  /** Milliseconds since 1970 by IAM's clock; by this machine's clock before the first response. */
  now(): number {
    return this.#now() + this.#offset;
  }
}
