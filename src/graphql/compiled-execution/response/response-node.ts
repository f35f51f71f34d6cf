import {
  type GraphQLError,
  type GraphQLErrorOptions,
  type GraphQLResolveInfo,
  locatedError,
  responsePathAsArray,
} from "graphql";
import type { FieldPlan } from "../plan-selection.ts";
import type { Run } from "./execution-context.ts";

/** What an object's fields answered, by response name. */
export type Answer = Record<string, unknown>;

type Path = GraphQLResolveInfo["path"];

type Complete<Info> = (run: Run, value: unknown, info: Info, at: Place) => unknown;

/** Where a value stands in the answer: a field of an object, or an item of a list. */
export class Place implements Path {
  /** Of the object or list that has it; of a root field there is none. */
  readonly prev: Place | undefined;
  readonly key: string | number;
  readonly typename: string | undefined;
  readonly #holder: Answer | unknown[];
  readonly #field: Pick<FieldPlan, "nodes" | "index">;
  readonly #isNonNull: boolean;
  #isNull = false;

  /** @param field whose value it is, or a part of its value */
  constructor(
    prev: Place | undefined,
    key: string | number,
    typename: string | undefined,
    holder: Answer | unknown[],
    field: Pick<FieldPlan, "nodes" | "index">,
    isNonNull: boolean,
  ) {
    this.prev = prev;
    this.key = key;
    this.typename = typename;
    this.#holder = holder;
    this.#field = field;
    this.#isNonNull = isNonNull;
  }

  /** The same place in a later part of the answer, which null can replace. */
  inPart(holder: Answer): Place {
    return new Place(this.prev, this.key, this.typename, holder, this.#field, false);
  }

  /** Whether null has replaced this place, or one around it, because of an error. */
  get isWithinNull(): boolean {
    return this.#isNull || (this.prev?.isWithinNull ?? false);
  }

  /** Whether the answer has no root field where it has null here. */
  get isEssential(): boolean {
    return this.prev === undefined || (this.#isNonNull && this.prev.isEssential);
  }

  /** The indices of fields and items that lead here from the root of the answer. */
  position(): number[] {
    const position: number[] = [];
    for (let place: Place | undefined = this; place; place = place.prev) {
      position.push(typeof place.key === "number" ? place.key : place.#field.index);
    }
    return position.reverse();
  }

  /** What locates an error of this place. */
  errorOptions(): GraphQLErrorOptions {
    return { nodes: this.#field.nodes, path: responsePathAsArray(this) };
  }

  /**
   * Takes what was thrown for a value that has yet to be given to whatever has it.
   * @returns null, which stands for it in the answer; the error is entered
   * @throws GraphQLError where null may not be
   */
  failedWith(run: Run, thrown: unknown): null {
    const error = this.errorOf(run, thrown);
    if (this.#isNonNull) throw error;
    this.#isNull = true;
    run.enter(error, this, true);
    return null;
  }

  /** Fills the place when the promise has settled; until then the answer is not complete. */
  fillLater<Info>(run: Run, promise: PromiseLike<unknown>, complete: Complete<Info>, info: Info): void {
    run.begin();
    // A promise as it is; another thenable may call back at once, before the place has what stands there meanwhile.
    Promise.resolve(promise).then(
      (awaited) => {
        if (run.execution.mustWait()) run.execution.postpone(() => this.#completeAndEnd(run, complete, awaited, info));
        else this.#completeAndEnd(run, complete, awaited, info);
      },
      (thrown: unknown) => {
        if (!run.isOver) this.#fail(run, this.errorOf(run, thrown), false);
        run.end();
      },
    );
  }

  #completeAndEnd<Info>(run: Run, complete: Complete<Info>, value: unknown, info: Info): void {
    try {
      if (!run.isOver) this.#fill(complete(run, value, info, this));
    } catch (thrown) {
      this.#fail(run, this.errorOf(run, thrown), true);
    }
    run.end();
  }

  /** What was thrown for this place, as an error of the answer. */
  errorOf(run: Run, thrown: unknown): GraphQLError {
    const error = locatedError(thrown, this.#field.nodes, responsePathAsArray(this));
    run.locate(error, this);
    return error;
  }

  #fill(value: unknown): void {
    // Both are what it was made with: the key of an object's field, the index of a list's item.
    (this.#holder as Record<string | number, unknown>)[this.key] = value;
  }

  /** Gives null, or has whatever holds the place give null: an error costs as little of the answer as null may be. */
  #fail(run: Run, error: GraphQLError, isAtOnce: boolean): void {
    if (!this.#isNonNull) {
      this.#isNull = true;
      run.enter(error, this, isAtOnce);
      this.#fill(null);
    } else if (this.prev) {
      this.prev.#fail(run, error, false);
    } else {
      run.enter(error, undefined, false);
    }
  }
}
