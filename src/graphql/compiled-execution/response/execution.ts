import { type ExecutionArgs, type GraphQLError, getArgumentValues } from "graphql";
import type { ExecutedRequest, ExecutionErrors, ExecutionOptions } from "./execution-options.ts";
import type { ResponseField } from "./response-field.ts";
import type { SlicedWork } from "./time-slices.ts";

/**
 * Number of values that an execution completes before it first yields. Until then, resolvers run in the same turn, so that
 * what they load for a page of up to 1,000 entities can be batched.
 */
const FREE_VALUES = 1000;
/** Number of values between two looks at the clock. */
const VALUES_PER_LOOK = 32;
/** Maximum number of pending values while arrived ones are worked on: each pending value takes about a kilobyte. */
const MAX_AWAITED = 2500;

/**
 * One execution of an operation, with the state that all of its results share. It counts the bytes of the response while
 * the response grows, stops when there are too many, and completes values in slices of the event loop.
 */
export class Execution implements SlicedWork {
  readonly rootValue: unknown;
  readonly contextValue: unknown;
  /** Coerced. */
  readonly variableValues: Readonly<Record<string, unknown>>;
  /** Whether execution has stopped early: the response is too large, or the request has ended. */
  isOver = false;
  /** The error that replaces the response if execution has stopped early. */
  fault: GraphQLError | undefined;
  isTooLarge = false;
  /** Notified when execution stops early. */
  onOver: { giveUp(): void } | undefined;
  readonly #request: ExecutedRequest;
  readonly #options: ExecutionOptions;
  readonly #args = new Map<ResponseField, Readonly<Record<string, unknown>>>();
  /** Work on values that have arrived. */
  readonly #postponed: (() => void)[] = [];
  #bytes = 0;
  /** Number of values that are not in place. */
  #pending = 0;
  #values = 0;
  #isQueued = false;
  #sliceEnd: number;
  #isSliceOver = false;

  constructor(
    { rootValue, contextValue }: Pick<ExecutionArgs, "rootValue" | "contextValue">,
    variableValues: Execution["variableValues"],
    request: ExecutedRequest,
    options: ExecutionOptions,
  ) {
    this.rootValue = rootValue;
    this.contextValue = contextValue;
    this.variableValues = variableValues;
    this.#request = request;
    this.#options = options;
    this.#sliceEnd = options.slices.sliceEnd();
  }

  get maxResponseBytes(): number {
    return this.#options.maxResponseBytes;
  }

  get errors(): ExecutionErrors {
    return this.#options.errors;
  }

  /**
   * The arguments of a field, which are the same for all objects that have it.
   * @throws GraphQLError if an argument is invalid
   */
  argumentsOf(field: ResponseField): Readonly<Record<string, unknown>> {
    const known = this.#args.get(field);
    if (known) return known;
    const args = getArgumentValues(field.definition, field.nodes[0], this.variableValues);
    this.#args.set(field, args);
    return args;
  }

  /** The changes that the request has made so far. */
  changes(): readonly object[] {
    return this.#request.changes();
  }

  /** Counts bytes of the response. */
  count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#options.maxResponseBytes) this.stop();
  }

  /**
   * Stops execution and ends the request.
   * @param fault the error that replaces the response. @default the response is too large
   */
  stop(fault?: GraphQLError): void {
    if (this.isOver) return;
    this.isOver = true;
    this.isTooLarge = fault === undefined;
    this.fault = fault ?? this.errors.responseTooLarge(this.maxResponseBytes);
    this.#request.end();
    this.onOver?.giveUp();
  }

  /** A value is pending. */
  begin(): void {
    this.#pending += 1;
  }

  /** A pending value is in place. */
  end(): void {
    this.#pending -= 1;
    if (this.#postponed.length > 0) this.#queueIfUseful();
  }

  /** Counts a value that has arrived. Returns whether its completion must wait: see `postpone`. */
  mustWait(): boolean {
    if (this.#isSliceOver) return true;
    this.#values += 1;
    if (this.#values > FREE_VALUES && this.#values % VALUES_PER_LOOK === 0) {
      this.#isSliceOver = performance.now() > this.#sliceEnd;
    }
    return this.#isSliceOver || this.#awaited > MAX_AWAITED;
  }

  /** Completes a value that has arrived in a later slice, when not too many others are awaited. */
  postpone(work: () => void): void {
    this.#postponed.push(work);
    this.#queueIfUseful();
  }

  work(sliceEnd: number): void {
    this.#sliceEnd = sliceEnd;
    this.#isSliceOver = false;
    if (this.#request.hasEnded()) this.stop(this.errors.requestEnded());
    while (this.#mayWork && performance.now() < sliceEnd) {
      // The latest first: it finishes objects that were begun before it begins others.
      this.#postponed.pop()?.();
    }
    this.#isQueued = false;
    this.#queueIfUseful();
  }

  /** Number of values that have not arrived. */
  get #awaited(): number {
    return this.#pending - this.#postponed.length;
  }

  get #mayWork(): boolean {
    return this.#postponed.length > 0 && (this.isOver || this.#awaited <= MAX_AWAITED);
  }

  #queueIfUseful(): void {
    if (this.#isQueued || !this.#mayWork) return;
    this.#isQueued = true;
    this.#options.slices.enqueue(this);
  }
}
