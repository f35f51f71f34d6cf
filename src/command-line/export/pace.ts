/** The gateway's default of IAMQL_IAM_CALLS_PER_SECOND over AWS. */
const DEFAULT_PER_SECOND = 15;

/** A rate of progress. It is measured from the first completed part on, because a burst can make that part fast. */
export class Pace {
  readonly #now: () => number;
  #since: number | undefined;
  #done = 0;

  /** @param now a clock in milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts completed items. */
  add(count: number): void {
    if (this.#since === undefined) this.#since = this.#now();
    else this.#done += count;
  }

  /** The expected time for the remaining items, in seconds. */
  secondsFor(left: number): number {
    const seconds = (this.#now() - (this.#since ?? 0)) / 1000;
    return left / (this.#done > 0 && seconds > 0 ? this.#done / seconds : DEFAULT_PER_SECOND);
  }
}

/** A duration as text, such as `about 80 s left`. */
export function timeLeft(seconds: number): string {
  return seconds < 100 ? `about ${Math.ceil(seconds)} s left` : `about ${Math.ceil(seconds / 60)} min left`;
}
