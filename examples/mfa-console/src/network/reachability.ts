import { Value } from "./value.ts";

/** Whether the gateway responds, and callbacks for the moment when it responds again. */
export class Reachability {
  readonly isLost = new Value(false);
  /** Whether a response was interrupted, so that the page shows incomplete data. */
  readonly hasGaps = new Value(false);
  readonly #waiting = new Set<() => void>();

  /** Records that the gateway did not respond. */
  lost(): void {
    this.isLost.set(true);
  }

  /** Records that the gateway responded, and runs the waiting callbacks. */
  found(): void {
    this.isLost.set(false);
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const again of waiting) again();
  }

  /** Calls `again` once when the gateway responds again. Returns a function that cancels this. */
  whenFound(again: () => void): () => void {
    this.#waiting.add(again);
    return () => this.#waiting.delete(again);
  }
}
