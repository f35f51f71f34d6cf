/** The gateway's default of IAMQL_IAM_CALLS_PER_SECOND over AWS. */
const DEFAULT_PER_SECOND = 15;

/** How fast something goes, measured from the first part that is done: the first calls may all go at once. */
export class Pace {
  readonly #now: () => number;
  #since: number | undefined;
  #done = 0;

  /** @param now milliseconds, from any start */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** So many more are done. */
  add(count: number): void {
    if (this.#since === undefined) this.#since = this.#now();
    else this.#done += count;
  }

  /** How many seconds the rest is expected to take. */
  secondsFor(left: number): number {
    const seconds = (this.#now() - (this.#since ?? 0)) / 1000;
    return left / (this.#done > 0 && seconds > 0 ? this.#done / seconds : DEFAULT_PER_SECOND);
  }
}

/** An expected time in words, such as `about 80 s left`. */
export function timeLeft(seconds: number): string {
  return seconds < 100 ? `about ${Math.ceil(seconds)} s left` : `about ${Math.ceil(seconds / 60)} min left`;
}
