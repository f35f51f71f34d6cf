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
import { executeFields } from "../execute/execute-fields.ts";
import { isPromise } from "../execute/is-promise.ts";
import { NULL_SIZE } from "../response/json-size.ts";
import { leafCompletion, nullOf } from "./leaf-completion.ts";
import { listCompletion } from "./list-completion.ts";
import type { Place } from "../response/response-node.ts";
import type { FieldPlan, OperationPlan, SelectionPlan } from "../plan-selection.ts";
import type { Run } from "../response/execution-context.ts";

/**
 * Makes of what a resolver gave what the answer has (CompleteValue of the specification, section 6.4.3); undefined where
 * that takes time, and fills its place later. Throws what the field is to fail with.
 * @param at the place of the value, which in a list is not the path of `info`
 */
export type Completion = (run: Run, value: unknown, info: GraphQLResolveInfo, at: Place) => unknown;

/** What a completion knows of its field. */
export interface Completing
  extends Pick<FieldPlan, "definition" | "index" | "nodes" | "parentType" | "stream">,
    Pick<OperationPlan, "textOf"> {
  /** What is selected of an object of the field's answer. */
  readonly below: (type: GraphQLObjectType) => SelectionPlan;
}

/** How values of `type` are completed, which is the field's or that of an item of its list. */
export function completionOf(type: GraphQLOutputType, field: Completing): Completion {
  const name = `${field.parentType.name}.${field.definition.name}`;
  const present = getNullableType(type);
  if (isLeafType(present)) {
    return leafCompletion(type, { name, textOf: field.textOf });
  }
  const isNonNull = isNonNullType(type);
  const complete = completionOfPresent(present, field);
  return (run, value, info, at) => {
    if (value instanceof Error) throw value;
    if (value !== null && value !== undefined) return complete(run, value, info, at);
    if (isNonNull) throw new Error(nullOf(name));
    run.count(NULL_SIZE);
    return null;
  };
}

function completionOfPresent(
  type: GraphQLList<GraphQLOutputType> | GraphQLAbstractType | GraphQLObjectType,
  field: Completing,
): Completion {
  if (isListType(type)) {
    // Of lists in lists, the outermost is streamed.
    const complete = completionOf(type.ofType, { ...field, stream: undefined });
    return listCompletion(complete, isNonNullType(type.ofType), field, field.stream);
  }
  return isAbstractType(type) ? completionOfAbstract(type, field) : completionOfObject(type, field);
}

function completionOfObject(type: GraphQLObjectType, { nodes, below }: Completing): Completion {
  // Read at the first object: of recursive fragments no more than what answers have.
  let fields: SelectionPlan | undefined;
  const execute = (run: Run, value: unknown, at: Place) => {
    fields ??= below(type);
    return executeFields(run, fields, value, at);
  };
  const { isTypeOf } = type;
  if (!isTypeOf) return (run, value, _info, at) => execute(run, value, at);
  return (run, value, info, at) => {
    const executeIf = (_run: Run, isOne: unknown) => {
      if (isOne) return execute(run, value, at);
      throw new GraphQLError(`Expected a value of type "${type.name}", but got another.`, { nodes });
    };
    const isOne = isTypeOf(value, run.contextValue, info);
    return isPromise(isOne) ? at.fillLater(run, isOne, executeIf, info) : executeIf(run, isOne);
  };
}

function completionOfAbstract(type: GraphQLAbstractType, field: Completing): Completion {
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
  return (run, value, info, at) => {
    const complete = (_run: Run, name: unknown) => completionFor(name, info)(run, value, info, at);
    const name = resolveType(value, run.contextValue, info, type);
    return isPromise(name) ? at.fillLater(run, name, complete, info) : complete(run, name);
  };
}
