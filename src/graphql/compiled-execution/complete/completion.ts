import {
  defaultTypeResolver,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLList,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { executeFields, isPromise } from "../execute/execute-fields.ts";
import type { CompletedField, Completion, SelectionPlan } from "../execute/field-plan.ts";
import type { ExecutionContext } from "../response/execution-context.ts";
import { NULL_SIZE } from "../response/json-size.ts";
import type { ResponseNode } from "../response/response-node.ts";
import { leafCompletion, nullOf } from "./leaf-completion.ts";
import { listCompletion } from "./list-completion.ts";

/** The completion of values of `type`, which is the type of the field or of an item of its list. */
export function completionOf(type: GraphQLOutputType, field: CompletedField): Completion {
  const name = `${field.parentType.name}.${field.definition.name}`;
  const nullableType = getNullableType(type);
  if (isLeafType(nullableType)) return leafCompletion(type, { name, textOf: field.textOf });
  const isNonNull = isNonNullType(type);
  const complete = completionOfPresent(nullableType, field);
  return (context, value, info, at) => {
    if (value instanceof Error) throw value;
    if (value !== null && value !== undefined) return complete(context, value, info, at);
    if (isNonNull) throw new Error(nullOf(name));
    context.count(NULL_SIZE);
    return null;
  };
}

/** The completion of values that are neither null nor errors. */
function completionOfPresent(
  type: GraphQLList<GraphQLOutputType> | GraphQLAbstractType | GraphQLObjectType,
  field: CompletedField,
): Completion {
  if (isListType(type)) {
    // Of nested lists, only the outermost is streamed.
    const complete = completionOf(type.ofType, { ...field, stream: undefined });
    return listCompletion(complete, isNonNullType(type.ofType), field);
  }
  return isAbstractType(type) ? completionOfAbstract(type, field) : completionOfObject(type, field);
}

function completionOfObject(type: GraphQLObjectType, { nodes, selectionOf }: CompletedField): Completion {
  // Planned for the first object, because recursive fragments have no end: only what responses reach is planned.
  let selection: SelectionPlan | undefined;
  const execute = (context: ExecutionContext, value: unknown, at: ResponseNode) => {
    selection ??= selectionOf(type);
    return executeFields(context, selection, value, at);
  };
  const { isTypeOf } = type;
  if (!isTypeOf) return (context, value, _info, at) => execute(context, value, at);
  return (context, value, info, at) => {
    const executeIf = (_context: ExecutionContext, isOne: unknown) => {
      if (isOne) return execute(context, value, at);
      throw new GraphQLError(`Expected a value of type "${type.name}", but got a value of another type.`, { nodes });
    };
    const isOne = isTypeOf(value, context.contextValue, info);
    return isPromise(isOne) ? at.fillLater(context, isOne, executeIf, info) : executeIf(context, isOne);
  };
}

function completionOfAbstract(type: GraphQLAbstractType, field: CompletedField): Completion {
  const resolveType = type.resolveType ?? defaultTypeResolver;
  const completions = new Map<string, Completion>();
  const completionFor = (name: unknown, { schema }: GraphQLResolveInfo): Completion => {
    if (typeof name !== "string") return fail(name);
    const known = completions.get(name);
    if (known) return known;
    const objectType = schema.getType(name);
    if (!isObjectType(objectType) || !schema.isSubType(type, objectType)) return fail(name);
    const completion = completionOfObject(objectType, field);
    completions.set(name, completion);
    return completion;
  };
  const fail = (name: unknown): never => {
    const message = `Expected ${type.name} to be resolved to one of its object types, but got: ${name}.`;
    throw new GraphQLError(message, { nodes: field.nodes });
  };
  return (context, value, info, at) => {
    const complete = (_context: ExecutionContext, name: unknown) => completionFor(name, info)(context, value, info, at);
    const name = resolveType(value, context.contextValue, info, type);
    return isPromise(name) ? at.fillLater(context, name, complete, info) : complete(context, name);
  };
}
