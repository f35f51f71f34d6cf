import { type ExecutionArgs, type GraphQLError, getArgumentValues } from "graphql";
import { requestEnded, responseTooLarge } from "../../http/limits/refusal.ts";
import type { ExecutedRequest, ExecutionBounds } from "./bounds.ts";
import type { FieldPlan } from "./plan.ts";
import type { SlicedWork } from "./turns.ts";

/**
 * So many values may come before the execution pauses at all: what resolvers ask for until then, as for a whole page of 1,000
 * entities, is asked of IAM together.
 */
const FREE_VALUES = 1000;
/** How many values come between two looks at the clock. */
const VALUES_PER_LOOK = 32;
/** How many values may be awaited before those that have come wait: each takes about a kilobyte. */
const MAX_AWAITED = 2500;

/** A write that was carried out. */
export interface DoneWrite {
  readonly action: string;
  /** What it was about: never a secret. */
  readonly target: string;
}

/**
 * What all parts of one answer share. It counts the bytes of the answer while that grows, and is over when they are too many.
 * Work on values that have come is done in slices of the event loop.
 */
export class Execution implements SlicedWork {
  readonly rootValue: unknown;
  readonly contextValue: unknown;
  /** Coerced. */
  readonly variableValues: Readonly<Record<string, unknown>>;
  /** Whether execution has stopped: the answer is too large, or no client waits for it. */
  isOver = false;
  /** Why it is over: instead of the answer. */
  fault: GraphQLError | undefined;
  isTooLarge = false;
  /** Waits for the answer, and is to give up when it is over. */
  onOver: { giveUp(): void } | undefined;
  readonly #request: ExecutedRequest;
  readonly #bounds: ExecutionBounds;
  readonly #args = new Map<FieldPlan, Readonly<Record<string, unknown>>>();
  readonly #postponed: (() => void)[] = [];
  #bytes = 0;
  #missing = 0;
  #values = 0;
  #isQueued = false;
  #sliceEnd: number;
  #isSliceOver = false;

  constructor(
    { rootValue, contextValue }: Pick<ExecutionArgs, "rootValue" | "contextValue">,
    variableValues: Execution["variableValues"],
    request: ExecutedRequest,
    bounds: ExecutionBounds,
  ) {
    this.rootValue = rootValue;
    this.contextValue = contextValue;
    this.variableValues = variableValues;
    this.#request = request;
    this.#bounds = bounds;
    this.#sliceEnd = bounds.turns.sliceEnd();
  }

  get maxResponseBytes(): number {
    return this.#bounds.maxResponseBytes;
  }

  /** A field's arguments: the same for all objects that have it. @throws GraphQLError where one has no valid value */
  argumentsOf(field: FieldPlan): Readonly<Record<string, unknown>> {
    const known = this.#args.get(field);
    if (known) return known;
    const args = getArgumentValues(field.definition, field.nodes[0], this.variableValues);
    this.#args.set(field, args);
    return args;
  }

  /** The writes that were carried out so far. */
  writes(): readonly DoneWrite[] {
    const done = this.#request.iamWrites().filter(({ outcome }) => outcome === "done");
    return done.map(({ action, target }) => ({ action, target }));
  }

  /** Counts bytes of the answer. */
  count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#bounds.maxResponseBytes) this.stop();
  }

  /** Ends it. @param fault replaces the answer. @default that it is too large */
  stop(fault?: GraphQLError): void {
    if (this.isOver) return;
    this.isOver = true;
    this.isTooLarge = fault === undefined;
    this.fault = fault ?? responseTooLarge(this.maxResponseBytes);
    this.#request.endIamCalls();
    this.onOver?.giveUp();
  }

  /** A value is missing. */
  begin(): void {
    this.#missing += 1;
  }

  /** It is there. */
  end(): void {
    this.#missing -= 1;
    if (this.#postponed.length > 0) this.#queueIfUseful();
  }

  /** Whether the work on a value that has come has to wait: see `postpone`. */
  mustWait(): boolean {
    if (this.#isSliceOver) return true;
    this.#values += 1;
    if (this.#values > FREE_VALUES && this.#values % VALUES_PER_LOOK === 0) {
      this.#isSliceOver = performance.now() > this.#sliceEnd;
    }
    return this.#isSliceOver || this.#awaited > MAX_AWAITED;
  }

  /** Does the work on a value that has come in a later turn of the event loop, and when not too many others are awaited. */
  postpone(work: () => void): void {
    this.#postponed.push(work);
    this.#queueIfUseful();
  }

  work(sliceEnd: number): void {
    this.#sliceEnd = sliceEnd;
    this.#isSliceOver = false;
    if (this.#request.iamCallsHaveEnded()) this.stop(requestEnded());
    while (this.#mayWork && performance.now() < sliceEnd) {
      // The last one first: values that are part of others are there before there are more of them.
      this.#postponed.pop()?.();
    }
    this.#isQueued = false;
    this.#queueIfUseful();
  }

  /** How many values have not come. */
  get #awaited(): number {
    return this.#missing - this.#postponed.length;
  }

  get #mayWork(): boolean {
    return this.#postponed.length > 0 && (this.isOver || this.#awaited <= MAX_AWAITED);
  }

  #queueIfUseful(): void {
    if (this.#isQueued || !this.#mayWork) return;
    this.#isQueued = true;
    this.#bounds.turns.enqueue(this);
  }
}
