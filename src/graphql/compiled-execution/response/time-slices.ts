/** Maximum time that work keeps the event loop before others get their turn, in milliseconds. */
const SLICE_MS = 10;

/** Work that is done in slices. */
export interface SlicedWork {
  /**
   * Works until `performance.now()` reaches `sliceEnd`. Work that is left over must be queued again.
   * @param sliceEnd in milliseconds
   */
  work(sliceEnd: number): void;
}

/**
 * Queue of work that yields to timers, sockets and other requests. Promises alone do not yield: values from memory resolve
 * in microtasks, and all of them run before the event loop continues.
 */
export class TimeSliceQueue {
  readonly #queue: SlicedWork[] = [];
  readonly #run = this.#runNext.bind(this);

  /** The end of a slice that starts now, on the clock of `performance.now()`. */
  sliceEnd(): number {
    return performance.now() + SLICE_MS;
  }

  enqueue(work: SlicedWork): void {
    if (this.#queue.push(work) === 1) setImmediate(this.#run);
  }

  #runNext(): void {
    this.#queue[0]?.work(this.sliceEnd());
    this.#queue.shift();
    if (this.#queue.length > 0) setImmediate(this.#run);
  }
}
