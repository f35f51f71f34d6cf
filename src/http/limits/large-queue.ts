/** Interval at which `isHeldUp` is checked, in milliseconds. */
const CHECK_MS = 100;

interface Waiting {
  readonly bytes: number;
  readonly start: () => void;
}

/**
 * Queues large work so that the running work has at most `maxBytes` together. Callers are served round-robin, so that one
 * caller's queue delays another caller by one piece of work. Each piece starts in its own turn of the event loop, and other
 * requests are answered in between.
 */
export class LargeQueue {
  readonly #maxBytes: number;
  readonly #isHeldUp: () => boolean;
  /** In the order in which they are served. */
  readonly #callers = new Map<string, Waiting[]>();
  #bytes = 0;
  #isStarting = false;

  /** @param isHeldUp whether no work must start at the moment */
  constructor(maxBytes: number, isHeldUp: () => boolean) {
    this.#maxBytes = maxBytes;
    this.#isHeldUp = isHeldUp;
  }

  /**
   * Resolves when the work can start. Returns undefined if it can start now, because no other work is running. The caller
   * must call `leave` once when the work has ended.
   */
  enter(caller: string, bytes: number): Promise<void> | undefined {
    if (this.#bytes === 0 && this.#callers.size === 0 && !this.#isHeldUp()) {
      this.#bytes = bytes;
      return undefined;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = this.#callers.get(caller);
    if (waiting) waiting.push({ bytes, start: resolve });
    else this.#callers.set(caller, [{ bytes, start: resolve }]);
    this.#startSoon();
    return promise;
  }

  leave(bytes: number): void {
    this.#bytes -= bytes;
    this.#startSoon();
  }

  #startSoon(): void {
    if (this.#isStarting || !this.#hasRoom()) return;
    this.#isStarting = true;
    const start = () => {
      this.#isStarting = false;
      if (!this.#isHeldUp()) this.#startNext();
      this.#startSoon();
    };
    if (this.#isHeldUp()) setTimeout(start, CHECK_MS).unref();
    else setImmediate(start);
  }

  /** Whether the next piece can start. A piece above the limit runs alone. */
  #hasRoom(): boolean {
    const [next] = this.#callers.values().next().value ?? [];
    return next !== undefined && (this.#bytes === 0 || this.#bytes + next.bytes <= this.#maxBytes);
  }

  #startNext(): void {
    for (const [caller, waiting] of this.#callers) {
      const next = waiting.shift();
      // The caller goes to the end of the round.
      this.#callers.delete(caller);
      if (waiting.length > 0) this.#callers.set(caller, waiting);
      if (next) {
        this.#bytes += next.bytes;
        next.start();
      }
      return;
    }
  }
}
