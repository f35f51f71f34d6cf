import type { ExecutionResult, GraphQLError } from "graphql";
import { ErrorList } from "./error-list.ts";
import type { Execution } from "./execution.ts";
import { NULL_SIZE } from "./json-size.ts";
import type { LaterPart, Parts } from "./incremental-parts.ts";
import type { Answer, Place } from "./response-node.ts";
import type { SelectionPlan } from "../plan-selection.ts";

/** Bytes of an error in JSON in addition to its message and its path: names, locations, extensions. */
const ERROR_SIZE = 256;
export const PATH_ITEM_SIZE = 12;

/** An object of a mutation's answer that cannot be null without its root field being null. */
export interface EssentialObject {
  readonly selection: SelectionPlan;
  readonly answer: Answer;
  readonly at: Place;
}

/**
 * The making of an answer, or of a part of one. What takes time fills its place when it is there; the answer is complete when
 * nothing is missing.
 */
export class Run {
  readonly execution: Execution;
  /** What comes after the answer; undefined where that is answered whole. */
  readonly parts: Parts | undefined;
  /** What it makes; undefined: the answer. */
  readonly part: LaterPart | undefined;
  #errors: ErrorList | undefined;
  #essentials: EssentialObject[] | undefined;
  #pending = 0;
  #settled: PromiseWithResolvers<void> | undefined;

  constructor(execution: Execution, parts?: Parts, part?: LaterPart) {
    this.execution = execution;
    this.parts = parts;
    this.part = part;
  }

  get isOver(): boolean {
    return this.execution.isOver;
  }

  get contextValue(): unknown {
    return this.execution.contextValue;
  }

  /** Whether null has replaced the whole answer. */
  get isAnswerNull(): boolean {
    return this.#errors?.isAnswerNull ?? false;
  }

  /** Counts bytes of the answer. */
  count(bytes: number): void {
    this.execution.count(bytes);
  }

  /** Counts an object whose fields are about to be executed. */
  executing(selection: SelectionPlan, answer: Answer, at: Place | undefined): void {
    this.execution.count(selection.size);
    if (this.#essentials && at?.isEssential) this.#essentials.push({ selection, answer, at });
  }

  /** Takes down the essential objects from here on. */
  watchEssentials(): readonly EssentialObject[] {
    this.#essentials = [];
    return this.#essentials;
  }

  /** Remembers where an error was thrown first. */
  locate(error: GraphQLError, origin: Place): void {
    this.#errors ??= new ErrorList();
    this.#errors.locate(error, origin);
  }

  /**
   * Enters an error that makes this place null; `undefined`: the whole answer.
   * @param isAtOnce whether it was thrown before all of the place's fields or items were executed
   */
  enter(error: GraphQLError, place: Place | undefined, isAtOnce: boolean): void {
    this.#errors ??= new ErrorList();
    this.#errors.add(error, place, isAtOnce);
    this.count(NULL_SIZE + ERROR_SIZE + error.message.length + PATH_ITEM_SIZE * (error.path?.length ?? 0));
  }

  /** Something is missing. */
  begin(): void {
    this.#pending += 1;
    this.execution.begin();
  }

  /** It is there. */
  end(): void {
    this.#pending -= 1;
    if (this.#pending === 0) this.#settled?.resolve();
    this.execution.end();
  }

  /** Resolves when nothing is missing; `undefined` where that is so already. */
  settled(): Promise<void> | undefined {
    if (this.#pending === 0 || this.isOver) return undefined;
    this.#settled = Promise.withResolvers();
    return this.#settled.promise;
  }

  /** Ends the wait for the answer. */
  giveUp(): void {
    this.#settled?.resolve();
  }

  /** The answer, when nothing is missing of it: at once where that is so. */
  answer(data: Answer | null): ExecutionResult | Promise<ExecutionResult> {
    const settled = this.settled();
    return settled === undefined ? this.#resultOf(data) : this.#answerAfter(settled, data);
  }

  async #answerAfter(settled: Promise<void>, data: Answer | null): Promise<ExecutionResult> {
    await settled;
    return this.#resultOf(data);
  }

  #resultOf(data: Answer | null): ExecutionResult {
    const { fault } = this.execution;
    return fault ? { errors: [fault] } : this.resultSoFar(data);
  }

  /** The answer, whether it is complete or not. */
  resultSoFar(data: Answer | null): ExecutionResult {
    const errors = this.errors();
    return errors ? { errors, data: this.isAnswerNull ? null : data } : { data };
  }

  /** Undefined where there are none. */
  errors(): GraphQLError[] | undefined {
    return this.#errors === undefined || this.#errors.isEmpty ? undefined : this.#errors.inOrder();
  }
}
