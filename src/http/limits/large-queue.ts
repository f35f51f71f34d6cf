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
  readonly #mostBytes: number;
  /** In the order of their turns. */
  readonly #callers = new Map<string, Waiting[]>();
  #bytes = 0;
  #isStarting = false;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Resolves when there is room. `leave` has to be called once when the work has ended. */
  enter(caller: string, bytes: number): Promise<void> {
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
    setImmediate(() => {
      this.#isStarting = false;
      this.#startNext();
      this.#startSoon();
    });
  }

  /** Whether the next piece has room; one that is larger than all room has it alone. */
  #hasRoom(): boolean {
    const [next] = this.#callers.values().next().value ?? [];
    return next !== undefined && (this.#bytes === 0 || this.#bytes + next.bytes <= this.#mostBytes);
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
