import { type GraphQLError, type GraphQLResolveInfo, locatedError, responsePathAsArray } from "graphql";
import type { FieldPlan } from "./plan.ts";
import type { Run } from "./run.ts";

/** What an object's fields answered, by response name. */
export type Answer = Record<string, unknown>;

type Path = GraphQLResolveInfo["path"];

/** Where a value stands in the answer: a field of an object, or an item of a list. */
export class Place implements Path {
  /** Of the object or list that has it; of a root field there is none. */
  readonly prev: Place | undefined;
  readonly key: string | number;
  readonly typename: string | undefined;
  readonly #holder: Answer | unknown[];
  readonly #field: Pick<FieldPlan, "nodes">;
  readonly #isNonNull: boolean;

  /** @param field whose value it is, or a part of its value */
  constructor(
    path: Path & { readonly prev: Place | undefined },
    holder: Answer | unknown[],
    field: Pick<FieldPlan, "nodes">,
    isNonNull: boolean,
  ) {
    this.prev = path.prev;
    this.key = path.key;
    this.typename = path.typename;
    this.#holder = holder;
    this.#field = field;
    this.#isNonNull = isNonNull;
  }

  /**
   * Takes what was thrown for a value that has yet to be given to whatever has it.
   * @returns null, which stands for it in the answer; the error is entered
   * @throws GraphQLError where null may not be
   */
  failedWith(run: Run, thrown: unknown): null {
    const error = this.#errorOf(thrown);
    if (this.#isNonNull) throw error;
    run.enter(error, this);
    return null;
  }

  /** Fills the place when the promise has settled; until then the answer is not complete. */
  fillLater(run: Run, promise: PromiseLike<unknown>, complete: (awaited: unknown) => unknown): void {
    run.begin();
    // A promise as it is; another thenable may call back at once, before the place has what stands there meanwhile.
    Promise.resolve(promise).then(
      (awaited) => {
        try {
          this.#fill(complete(awaited));
        } catch (thrown) {
          this.#fail(run, this.#errorOf(thrown));
        }
        run.end();
      },
      (thrown: unknown) => {
        this.#fail(run, this.#errorOf(thrown));
        run.end();
      },
    );
  }

  #errorOf(thrown: unknown): GraphQLError {
    return locatedError(thrown, this.#field.nodes, responsePathAsArray(this));
  }

  #fill(value: unknown): void {
    // Both are what it was made with: the key of an object's field, the index of a list's item.
    (this.#holder as Record<string | number, unknown>)[this.key] = value;
  }

  /** Gives null, or has whatever holds the place give null: an error costs as little of the answer as null may be. */
  #fail(run: Run, error: GraphQLError): void {
    if (!this.#isNonNull) {
      run.enter(error, this);
      this.#fill(null);
    } else if (this.prev) {
      this.prev.#fail(run, error);
    } else {
      run.enter(error, undefined);
    }
  }
}
