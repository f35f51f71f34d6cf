/**
 * IAM's clock, learned from the `Date` header of its answers. The clock of this machine may be minutes off, so times that
 * IAM reports (such as the age of a credential report) are compared only with this one.
 */
export class IamClock {
  readonly #now: () => number;
  #offset = 0;

  /** @param now this machine's clock, in milliseconds since 1970 */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Takes the `Date` header of an answer that has just arrived. Has no effect without a readable date. */
  observe(dateHeader: string | undefined): void {
    const date = Date.parse(dateHeader ?? "");
    if (!Number.isNaN(date)) this.#offset = date - this.#now();
  }

  /** Milliseconds since 1970, as IAM counts them. This machine's own time before the first answer. */
  now(): number {
    return this.#now() + this.#offset;
  }
}
