/** How long to wait before another look at `isHeldUp`, in milliseconds. */
const LOOK_MS = 100;

interface Waiting {
  readonly bytes: number;
  readonly start: () => void;
}

/**
 * Lets large work wait until there is room for it: the work under way may come to so many bytes together. Callers take
 * turns, so that one with much work delays another's by one piece. Each piece starts in a turn of the event loop of its own,
 * between which others are answered.
 */
export class LargeQueue {
  readonly #maxBytes: number;
  readonly #isHeldUp: () => boolean;
  /** In the order of their turns. */
  readonly #callers = new Map<string, Waiting[]>();
  #bytes = 0;
  #isStarting = false;

  /** @param isHeldUp whether nothing is to start for now */
  constructor(maxBytes: number, isHeldUp: () => boolean) {
    this.#maxBytes = maxBytes;
    this.#isHeldUp = isHeldUp;
  }

  /**
   * Resolves when there is room; undefined: at once, because no other work is under way. `leave` has to be called once when
   * the work has ended.
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
    if (this.#isHeldUp()) setTimeout(start, LOOK_MS).unref();
    else setImmediate(start);
  }

  /** Whether the next piece has room; one that is larger than all room has it alone. */
  #hasRoom(): boolean {
    const [next] = this.#callers.values().next().value ?? [];
    return next !== undefined && (this.#bytes === 0 || this.#bytes + next.bytes <= this.#maxBytes);
  }

  #startNext(): void {
    for (const [caller, waiting] of this.#callers) {
      const next = waiting.shift();
      // Its next turn comes after those of the others.
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
