import { Value } from "../network/value.ts";
import { causeOf, describeFieldErrors } from "../page/field-errors.ts";

/** Facts that are unknown for the same reason. */
export interface UnknownGroup {
  readonly cause: string;
  /** The gateway's message for the first of them. */
  readonly text: string;
  /** The number of affected users. */
  readonly users: number;
}

interface UnknownFact {
  readonly userName: string;
  readonly cause: string;
  readonly text: string;
}

/** The facts in the table that could not be read, grouped by reason for the banner above the table. */
export class UnknownFacts {
  readonly groups = new Value<readonly UnknownGroup[]>([]);
  readonly #facts = new Set<UnknownFact>();

  /** Adds a fact of a user with the errors of its field. Returns a function that removes it. */
  add(userName: string, errors: readonly unknown[]): () => void {
    const fact = { userName, cause: causeOf(errors), text: describeFieldErrors(errors) };
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
