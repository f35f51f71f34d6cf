import { Value } from "./value.ts";

/** Whether the gateway answers, and what has been waiting since it does not. */
export class Reachability {
  readonly isLost = new Value(false);
  /** Whether an answer broke off half-way: what came of it is shown, and has gaps. */
  readonly hasGaps = new Value(false);
  readonly #waiting = new Set<() => void>();

  /** The gateway did not answer. */
  lost(): void {
    this.isLost.set(true);
  }

  /** The gateway answered: what was waiting for it is done again. */
  found(): void {
    this.isLost.set(false);
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const again of waiting) again();
  }

  /** Has `again` called when the gateway answers again; what it gives takes that back. */
  whenFound(again: () => void): () => void {
    this.#waiting.add(again);
    return () => this.#waiting.delete(again);
  }
}
