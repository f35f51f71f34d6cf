/** How long work may keep the event loop before others get their turn, in milliseconds. */
const SLICE_MS = 10;

/** Work that is done in slices. */
export interface SlicedWork {
  /** Works until the time `sliceEnd` of `performance.now()`. What is left then has to be queued again. */
  work(sliceEnd: number): void;
}

/**
 * Queue of work that gives way to timers, sockets and other requests. Promises alone do not: what is answered from
 * memory runs in microtasks, all of them before the event loop goes on.
 */
export class Turns {
  readonly #queue: SlicedWork[] = [];
  readonly #run = this.#runNext.bind(this);

  /** The end of a slice that starts now. */
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
