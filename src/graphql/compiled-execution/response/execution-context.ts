import type { ExecutionResult, GraphQLError } from "graphql";
import { ErrorList } from "./error-list.ts";
import type { Execution } from "./execution.ts";
import { NULL_SIZE } from "./json-size.ts";
import type { ResponseFields, ResponseObject } from "./response-field.ts";
import type { ResponseNode } from "./response-node.ts";

/** Bytes of an error in JSON in addition to its message and path: names, locations, extensions. */
const ERROR_SIZE = 256;
/** Assumed bytes of an item of a path in JSON. */
export const PATH_ITEM_SIZE = 12;

/** An object of a mutation's payload that cannot be null without the whole root field being null. */
export interface EssentialObject {
  readonly selection: ResponseFields;
  readonly object: ResponseObject;
  readonly at: ResponseNode;
}

/** Starts the parts of a response that are delivered after the result that they belong to: see `IncrementalParts`. */
export interface PartStarter {
  /**
   * @param from the context of the result that the part belongs to
   * @param base the object or list that the part belongs to; `undefined`: the whole data
   * @param execute executes in the part's own context. It returns a function that gives the data when it is complete
   */
  start(
    from: ExecutionContext,
    base: ResponseNode | undefined,
    label: string | undefined,
    path: readonly (string | number)[],
    execute: (context: ExecutionContext) => () => PartContent,
  ): void;
}

/** What a part adds to the response: the fields of a fragment with `@defer`, or an item of a list with `@stream`. */
export interface PartContent {
  readonly data?: unknown;
  readonly items?: unknown[] | null;
}

/**
 * The context of one result of an execution: the response, or one of its incremental parts. It counts the values that are
 * pending and collects errors. The result is complete when no value is pending.
 */
export class ExecutionContext {
  readonly execution: Execution;
  /** `undefined` if the response is delivered as one result. */
  readonly parts: PartStarter | undefined;
  #errors: ErrorList | undefined;
  #essentials: EssentialObject[] | undefined;
  #pending = 0;
  #settled: PromiseWithResolvers<void> | undefined;

  constructor(execution: Execution, parts?: PartStarter) {
    this.execution = execution;
    this.parts = parts;
  }

  get isOver(): boolean {
    return this.execution.isOver;
  }

  get contextValue(): unknown {
    return this.execution.contextValue;
  }

  /** Whether an error has made the whole `data` null. */
  get isDataNull(): boolean {
    return this.#errors?.isDataNull ?? false;
  }

  /** Counts bytes of the response. */
  count(bytes: number): void {
    this.execution.count(bytes);
  }

  /** Counts an object whose fields are about to be executed. */
  enter(selection: ResponseFields, object: ResponseObject, at: ResponseNode | undefined): void {
    this.execution.count(selection.size);
    if (this.#essentials && at?.isEssential) this.#essentials.push({ selection, object, at });
  }

  /** Collects the essential objects from here on, in the returned list. */
  collectEssentials(): readonly EssentialObject[] {
    this.#essentials = [];
    return this.#essentials;
  }

  /** Records where an error was thrown first. */
  locate(error: GraphQLError, origin: ResponseNode): void {
    this.#errors ??= new ErrorList();
    this.#errors.locate(error, origin);
  }

  /**
   * Reports an error that makes `node` null; `undefined`: the whole `data`.
   * @param isAtOnce whether the error was thrown before all fields or items of the node were executed
   */
  report(error: GraphQLError, node: ResponseNode | undefined, isAtOnce: boolean): void {
    this.#errors ??= new ErrorList();
    this.#errors.add(error, node, isAtOnce);
    this.count(NULL_SIZE + ERROR_SIZE + error.message.length + PATH_ITEM_SIZE * (error.path?.length ?? 0));
  }

  /** A value is pending. */
  begin(): void {
    this.#pending += 1;
    this.execution.begin();
  }

  /** A pending value is in place. */
  end(): void {
    this.#pending -= 1;
    if (this.#pending === 0) this.#settled?.resolve();
    this.execution.end();
  }

  /** Resolves when no value is pending, or execution stops. `undefined` if that is the case already. */
  settled(): Promise<void> | undefined {
    if (this.#pending === 0 || this.isOver) return undefined;
    this.#settled = Promise.withResolvers();
    return this.#settled.promise;
  }

  /** Resolves `settled` although values are pending. */
  giveUp(): void {
    this.#settled?.resolve();
  }

  /** The result when it is complete: synchronously if no value is pending. */
  result(data: ResponseObject | null): ExecutionResult | Promise<ExecutionResult> {
    const settled = this.settled();
    return settled === undefined ? this.#resultOrFault(data) : this.#resultAfter(settled, data);
  }

  async #resultAfter(settled: Promise<void>, data: ResponseObject | null): Promise<ExecutionResult> {
    await settled;
    return this.#resultOrFault(data);
  }

  #resultOrFault(data: ResponseObject | null): ExecutionResult {
    const { fault } = this.execution;
    return fault ? { errors: [fault] } : this.resultSoFar(data);
  }

  /** The result, complete or not. */
  resultSoFar(data: ResponseObject | null): ExecutionResult {
    const errors = this.errors();
    return errors ? { errors, data: this.isDataNull ? null : data } : { data };
  }

  /** The errors in the order of the response; `undefined` if there are none. */
  errors(): GraphQLError[] | undefined {
    return this.#errors === undefined || this.#errors.isEmpty ? undefined : this.#errors.inOrder();
  }
}
