import { GraphQLError, responsePathAsArray } from "graphql";
import type { ExecutionContext } from "../response/execution-context.ts";
import type { ResponseField, ResponseObject } from "../response/response-field.ts";
import { ResponseNode } from "../response/response-node.ts";
import { FieldInfo } from "./field-info.ts";
import type { DeferredPlan, FieldPlan, PlainField, SelectionPlan } from "./field-plan.ts";

const NO_ARGUMENTS: Readonly<Record<string, unknown>> = Object.freeze({});

/**
 * Executes the fields that are selected from one object (sections 6.4.1 and 6.4.4 of the GraphQL specification). Values that
 * take time are put in place later: see `ResponseNode.fillLater`.
 * @param at the node of the object; `undefined`: the root
 * @throws GraphQLError of a field that must not be null
 */
export function executeFields(
  context: ExecutionContext,
  selection: SelectionPlan,
  source: unknown,
  at: ResponseNode | undefined,
): ResponseObject {
  const object = newObject(selection);
  context.enter(selection, object, at);
  for (const field of selection.fields) object[field.name] = executeField(context, field, source, object, at);
  for (const deferred of selection.deferred) executeLater(context, deferred, source, at);
  return object;
}

/** Starts the part of a fragment with `@defer`. */
function executeLater(
  context: ExecutionContext,
  { label, selection }: DeferredPlan,
  source: unknown,
  at: ResponseNode | undefined,
): void {
  if (!context.parts || context.isOver) return;
  context.parts.start(context, at, label, at ? responsePathAsArray(at) : [], (part) => {
    if (!at) {
      const data = executeRoot(part, selection, source);
      return () => ({ data: part.isDataNull ? null : data });
    }
    const holder: ResponseObject = {};
    const base = at.inPart(holder);
    try {
      holder[at.key] = executeFields(part, selection, source, base);
    } catch (thrown) {
      holder[at.key] = base.failedWith(part, thrown);
    }
    return () => ({ data: holder[at.key] });
  });
}

/** Executes the fields of the root. Returns null, and reports the error, if a field fails that must not be null. */
export function executeRoot(
  context: ExecutionContext,
  selection: SelectionPlan,
  source: unknown,
): ResponseObject | null {
  try {
    return executeFields(context, selection, source, undefined);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    context.report(error, undefined, true);
    return null;
  }
}

/** An object without fields. With a field `__proto__` it has no prototype, because assignment to that key would set it. */
export function newObject({ hasProto }: SelectionPlan): ResponseObject {
  return hasProto ? Object.create(null) : {};
}

/** Returns `undefined` for a value that is put in place later, or that is not needed because execution has stopped. */
export function executeField(
  context: ExecutionContext,
  field: FieldPlan,
  source: unknown,
  object: ResponseObject,
  at: ResponseNode | undefined,
): unknown {
  const { plain } = field;
  return plain
    ? executePlain(context, field, plain, source, object, at)
    : executeAny(context, field, source, object, at);
}

/** Like `executeAny`, but creates no `info`, and a response node only if the value takes time or fails. */
function executePlain(
  context: ExecutionContext,
  field: FieldPlan,
  { resolve, complete }: PlainField,
  source: unknown,
  object: ResponseObject,
  at: ResponseNode | undefined,
): unknown {
  try {
    const value = resolve(source, NO_ARGUMENTS, context.contextValue);
    if (!isPromise(value)) return complete(context, value);
    nodeOf(field, object, at).fillLater(context, value, complete, undefined);
    return undefined;
  } catch (thrown) {
    return nodeOf(field, object, at).failedWith(context, thrown);
  }
}

function executeAny(
  context: ExecutionContext,
  field: FieldPlan,
  source: unknown,
  object: ResponseObject,
  at: ResponseNode | undefined,
): unknown {
  if (context.isOver) return undefined;
  const node = nodeOf(field, object, at);
  try {
    const args = field.takesArguments ? context.execution.argumentsOf(field) : NO_ARGUMENTS;
    const info = new FieldInfo(context.execution, field, node);
    const value = field.resolve(source, args, context.contextValue, info);
    if (!isPromise(value)) return field.complete(context, value, info, node);
    node.fillLater(context, value, field.complete, info);
    return undefined;
  } catch (thrown) {
    return node.failedWith(context, thrown);
  }
}

/** The node of an object's field. */
export function nodeOf(field: ResponseField, object: ResponseObject, prev: ResponseNode | undefined): ResponseNode {
  return new ResponseNode(prev, field.name, field.parentType.name, object, field, field.isNonNull);
}

/** Whether a value is a promise or another thenable. */
export function isPromise<Value>(value: Value | Promise<Value> | PromiseLike<Value>): value is Promise<Value> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
