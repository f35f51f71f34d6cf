import { type ExecutionResult, GraphQLError, getNullableType, isLeafType } from "graphql";
import type { Execution } from "../response/execution.ts";
import { type EssentialObject, ExecutionContext } from "../response/execution-context.ts";
import type { ResponseField, ResponseObject } from "../response/response-field.ts";
import type { ResponseNode } from "../response/response-node.ts";
import { executeField, newObject, nodeOf } from "./execute-fields.ts";
import type { SelectionPlan } from "./field-plan.ts";

/**
 * Executes the fields of a mutation one after another (section 6.2.2 of the GraphQL specification). If the response becomes
 * too large, changes that were made are still reported: the current field's payload keeps what is complete, and its other
 * fields are null with an error. The fields after it are not executed.
 */
export async function executeSerially(execution: Execution, selection: SelectionPlan): Promise<ExecutionResult> {
  const context = new ExecutionContext(execution);
  execution.onOver = context;
  const data = newObject(selection);
  context.enter(selection, data, undefined);
  for (const field of selection.fields) {
    if (context.isOver) {
      data[field.name] = null;
      const node = nodeOf(field, data, undefined);
      const error = execution.errors.notExecuted(execution.maxResponseBytes, node.errorOptions());
      context.report(error, node, true);
      continue;
    }
    const changesBefore = execution.changes().length;
    const essentials = context.collectEssentials();
    try {
      data[field.name] = executeField(context, field, execution.rootValue, data, undefined);
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      context.report(error, undefined, true);
    }
    await context.settled();
    if (execution.isTooLarge) cut(context, field, data, essentials, execution.changes().slice(changesBefore));
    else if (execution.fault) return { errors: [execution.fault] };
    if (context.isDataNull) break;
  }
  return context.resultSoFar(data);
}

/** Reduces the payload of a root field to what is complete. */
function cut(
  context: ExecutionContext,
  field: ResponseField,
  data: ResponseObject,
  essentials: readonly EssentialObject[],
  changes: readonly object[],
): void {
  const { errors, maxResponseBytes } = context.execution;
  const kept = new Set<unknown>();
  // Essential objects are listed before those that they contain.
  for (const { selection, object } of essentials.toReversed()) {
    const isComplete = ({ name, isNonNull, definition }: ResponseField) =>
      !isNonNull || kept.has(object[name]) || isLeaf(definition.type, object[name]);
    if (selection.fields.every(isComplete)) kept.add(object);
  }
  const leaveOut = (holder: ResponseObject, { name }: ResponseField, node: ResponseNode) => {
    holder[name] = null;
    context.report(errors.responseCut(maxResponseBytes, changes, node.errorOptions()), node, true);
  };
  if (!kept.has(data[field.name])) {
    leaveOut(data, field, nodeOf(field, data, undefined));
    return;
  }
  for (const { selection, object, at } of essentials) {
    if (!kept.has(object)) continue;
    for (const part of selection.fields) {
      const value = object[part.name];
      if (!kept.has(value) && !isLeaf(part.definition.type, value)) leaveOut(object, part, nodeOf(part, object, at));
    }
  }
}

/** Whether a value is present, and is null or of a scalar or enum type. */
function isLeaf(type: ResponseField["definition"]["type"], value: unknown): boolean {
  return value !== undefined && (value === null || isLeafType(getNullableType(type)));
}
