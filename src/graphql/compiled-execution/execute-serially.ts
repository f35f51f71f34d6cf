import { type ExecutionResult, GraphQLError, getNullableType, isLeafType } from "graphql";
import { notExecuted, responseCut } from "../../http/limits/refusal.ts";
import { executeField, newAnswer, placeOf } from "./execute-fields.ts";
import type { DoneWrite, Execution } from "./execution.ts";
import type { Answer, Place } from "./place.ts";
import type { FieldPlan, SelectionPlan } from "./plan.ts";
import { type EssentialObject, Run } from "./run.ts";

/**
 * Executes a mutation's fields one after the other (section 6.2.2 of the specification). If the answer becomes too large, what
 * was done is still reported: the payload under way keeps its complete fields, and the others are null with an error. The
 * fields after it are not executed.
 */
export async function executeSerially(execution: Execution, selection: SelectionPlan): Promise<ExecutionResult> {
  const run = new Run(execution);
  execution.onOver = run;
  const answer = newAnswer(selection);
  run.executing(selection, answer, undefined);
  for (const field of selection.fields) {
    if (run.isOver) {
      answer[field.name] = null;
      const place = placeOf(field, answer, undefined);
      run.enter(notExecuted(execution.maxResponseBytes, place.errorOptions()), place, true);
      continue;
    }
    const writesBefore = execution.writes().length;
    const essentials = run.watchEssentials();
    try {
      answer[field.name] = executeField(run, field, execution.rootValue, answer, undefined);
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      run.enter(error, undefined, true);
    }
    await run.settled();
    if (execution.isTooLarge) cut(run, field, answer, essentials, execution.writes().slice(writesBefore));
    else if (execution.fault) return { errors: [execution.fault] };
    if (run.isAnswerNull) break;
  }
  return run.resultSoFar(answer);
}

/** Keeps of a root field's payload what is complete. */
function cut(
  run: Run,
  field: FieldPlan,
  answer: Answer,
  essentials: readonly EssentialObject[],
  writes: readonly DoneWrite[],
): void {
  const kept = new Set<unknown>();
  // Parents come first.
  for (const { selection, answer: object } of essentials.toReversed()) {
    const isWhole = ({ name, isNonNull, definition }: FieldPlan) =>
      !isNonNull || kept.has(object[name]) || isLeaf(definition.type, object[name]);
    if (selection.fields.every(isWhole)) kept.add(object);
  }
  const lose = (holder: Answer, { name }: FieldPlan, place: Place) => {
    holder[name] = null;
    run.enter(responseCut(run.execution.maxResponseBytes, writes, place.errorOptions()), place, true);
  };
  if (!kept.has(answer[field.name])) {
    lose(answer, field, placeOf(field, answer, undefined));
    return;
  }
  for (const { selection, answer: object, at } of essentials) {
    if (!kept.has(object)) continue;
    for (const part of selection.fields) {
      const value = object[part.name];
      if (!kept.has(value) && !isLeaf(part.definition.type, value)) lose(object, part, placeOf(part, object, at));
    }
  }
}

/** Whether a value is one of a scalar or enum, and there. */
function isLeaf(type: FieldPlan["definition"]["type"], value: unknown): boolean {
  return value !== undefined && (value === null || isLeafType(getNullableType(type)));
}
