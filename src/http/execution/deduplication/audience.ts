/** The clients that wait for one execution. When the last of them has disconnected, the execution ends. */
export class Audience {
  #size = 0;
  readonly #end: () => void;

  constructor(end: () => void) {
    this.#end = end;
  }

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** @param signal aborts when the client has disconnected */
  join(signal: AbortSignal): void {
    this.#size += 1;
    if (signal.aborted) this.#leave();
    else signal.addEventListener("abort", () => this.#leave(), { once: true });
  }

  #leave(): void {
    this.#size -= 1;
    if (this.#size === 0) this.#end();
  }
}
