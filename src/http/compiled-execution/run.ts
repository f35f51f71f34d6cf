import type { ExecutionArgs, ExecutionResult, GraphQLError } from "graphql";
import { getArgumentValues } from "graphql";
import type { Answer, Place } from "./place.ts";
import type { FieldPlan } from "./plan.ts";

/** One execution of a plan. What takes time fills its place when it is there; the answer is complete when nothing is missing. */
export class Run {
  readonly rootValue: unknown;
  readonly contextValue: unknown;
  /** Coerced. */
  readonly variableValues: Readonly<Record<string, unknown>>;
  readonly #errors: GraphQLError[] = [];
  /** Places that are null for an error; `undefined`: the whole answer. */
  readonly #failed = new Set<Place | undefined>();
  readonly #args = new Map<FieldPlan, Readonly<Record<string, unknown>>>();
  #pending = 0;
  #complete: PromiseWithResolvers<void> | undefined;

  constructor(
    { rootValue, contextValue }: Pick<ExecutionArgs, "rootValue" | "contextValue">,
    variableValues: Run["variableValues"],
  ) {
    this.rootValue = rootValue;
    this.contextValue = contextValue;
    this.variableValues = variableValues;
  }

  /** A field's arguments: the same for all objects that have it. @throws GraphQLError where one has no valid value */
  argumentsOf(field: FieldPlan): Readonly<Record<string, unknown>> {
    const known = this.#args.get(field);
    if (known) return known;
    const args = getArgumentValues(field.definition, field.nodes[0], this.variableValues);
    this.#args.set(field, args);
    return args;
  }

  /** Enters an error for which null stands in this place, unless it is within what is null already. */
  enter(error: GraphQLError, place: Place | undefined): void {
    for (let around = place; around; around = around.prev) if (this.#failed.has(around)) return;
    if (this.#failed.has(undefined)) return;
    this.#failed.add(place);
    this.#errors.push(error);
  }

  /** Something is missing. */
  begin(): void {
    this.#pending += 1;
  }

  /** It is there. */
  end(): void {
    this.#pending -= 1;
    if (this.#pending === 0) this.#complete?.resolve();
  }

  /** The answer, when nothing is missing of it any more: at once where that is so. */
  answer(data: Answer | null): ExecutionResult | Promise<ExecutionResult> {
    if (this.#pending === 0) return this.#resultOf(data);
    // A closure kept in this object would survive scavenges, and all of the answer with it.
    this.#complete = Promise.withResolvers<void>();
    return this.#complete.promise.then(() => this.#resultOf(data));
  }

  #resultOf(data: Answer | null): ExecutionResult {
    if (this.#errors.length === 0) return { data };
    return { errors: this.#errors, data: this.#failed.has(undefined) ? null : data };
  }
}
