import { Value } from "../network/value.ts";
import { causeOf, tellFieldErrors } from "../page/field-errors.ts";

/** Facts that are unknown for the same cause. */
export interface UnknownGroup {
  readonly cause: string;
  /** What the gateway said of the first of them. */
  readonly text: string;
  /** Of how many users. */
  readonly users: number;
}

interface UnknownFact {
  readonly userName: string;
  readonly cause: string;
  readonly text: string;
}

/** The facts in the table that could not be read. The table says why once, instead of in every row. */
export class UnknownFacts {
  readonly groups = new Value<readonly UnknownGroup[]>([]);
  readonly #facts = new Set<UnknownFact>();

  /** Adds a fact of a user's, by the errors of its field; the result removes it. */
  add(userName: string, errors: readonly unknown[]): () => void {
    const fact = { userName, cause: causeOf(errors), text: tellFieldErrors(errors) };
    this.#facts.add(fact);
    this.#regroup();
    return () => {
      this.#facts.delete(fact);
      this.#regroup();
    };
  }

  #regroup(): void {
    const groups = Map.groupBy(this.#facts, ({ cause }) => cause);
    this.groups.set(
      [...groups].map(([cause, facts]) => ({
        cause,
        text: facts[0]?.text ?? "",
        users: new Set(facts.map(({ userName }) => userName)).size,
      })),
    );
  }
}
