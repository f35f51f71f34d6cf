import {
  defaultTypeResolver,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { executeFields } from "./execute-fields.ts";
import { isPromise } from "./is-promise.ts";
import { listCompletion } from "./list-completion.ts";
import type { FieldPlan, OperationPlan, Path, Run, SelectionPlan } from "./plan.ts";

/**
 * Makes of what a resolver gave what the answer has (CompleteValue of the specification, section 6.4.3): the value or a
 * promise of it. Throws, or rejects with, what the field is to fail with.
 * @param path of the value, which in a list is not that of `info`
 */
export type Completion = (run: Run, value: unknown, info: GraphQLResolveInfo, path: Path) => unknown;

/** What a completion knows of its field. */
export interface Completing
  extends Pick<FieldPlan, "definition" | "nodes" | "parentType">,
    Pick<OperationPlan, "textOf"> {
  /** What is selected of an object of the field's answer. */
  readonly below: (type: GraphQLObjectType) => SelectionPlan;
}

/** How values of `type` are completed, which is the field's or that of an item of its list. */
export function completionOf(type: GraphQLOutputType, field: Completing): Completion {
  if (isNonNullType(type)) return completionOfNonNull(completionOf(type.ofType, field), field);
  const complete = completionOfPresent(type, field);
  return (run, value, info, path) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    return complete(run, value, info, path);
  };
}

function completionOfNonNull(complete: Completion, { parentType, definition }: Completing): Completion {
  const present = (completed: unknown) => {
    if (completed !== null) return completed;
    throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${definition.name}.`);
  };
  return (run, value, info, path) => {
    const completed = complete(run, value, info, path);
    return isPromise(completed) ? completed.then(present) : present(completed);
  };
}

function completionOfPresent(type: GraphQLOutputType, field: Completing): Completion {
  if (isNonNullType(type)) return completionOfPresent(type.ofType, field);
  if (isListType(type)) return listCompletion(completionOf(type.ofType, field), isNonNullType(type.ofType), field);
  if (isLeafType(type)) return completionOfLeaf(type, field);
  return isAbstractType(type) ? completionOfAbstract(type, field) : completionOfObject(type, field);
}

function completionOfLeaf(type: GraphQLLeafType, { textOf }: Completing): Completion {
  return (_run, value) => {
    const serialized = serializeOrThrow(type, value);
    // What JSON would make of it, which takes it longer.
    if (serialized instanceof Date) return textOf(serialized);
    if (serialized !== null && serialized !== undefined) return serialized;
    throw new Error(`Expected ${type.name}.serialize to give a value, but got: ${serialized}`);
  };
}

/** What a scalar throws is no fault of the caller's, and is masked: only errors that are not GraphQL's own are. */
function serializeOrThrow(type: GraphQLLeafType, value: unknown): unknown {
  try {
    return type.serialize(value);
  } catch (error) {
    throw error instanceof GraphQLError ? new Error(error.message) : error;
  }
}

function completionOfObject(type: GraphQLObjectType, { nodes, below }: Completing): Completion {
  // Read at the first object: of recursive fragments no more than what answers have.
  let fields: SelectionPlan | undefined;
  const execute = (run: Run, value: unknown, path: Path) => {
    fields ??= below(type);
    return executeFields(run, fields, value, path);
  };
  const { isTypeOf } = type;
  if (!isTypeOf) return (run, value, _info, path) => execute(run, value, path);
  return (run, value, info, path) => {
    const executeIf = (isOne: boolean) => {
      if (isOne) return execute(run, value, path);
      throw new GraphQLError(`Expected a value of type "${type.name}", but got another.`, { nodes });
    };
    const isOne = isTypeOf(value, run.contextValue, info);
    return isPromise(isOne) ? isOne.then(executeIf) : executeIf(isOne);
  };
}

function completionOfAbstract(type: GraphQLAbstractType, field: Completing): Completion {
  const resolveType = type.resolveType ?? defaultTypeResolver;
  const completions = new Map<string, Completion>();
  const completionFor = (name: string | undefined, { schema }: GraphQLResolveInfo): Completion => {
    const known = name === undefined ? undefined : completions.get(name);
    if (name === undefined || known) return known ?? fail(name);
    const objectType = schema.getType(name);
    if (!isObjectType(objectType) || !schema.isSubType(type, objectType)) return fail(name);
    const completion = completionOfObject(objectType, field);
    completions.set(name, completion);
    return completion;
  };
  const fail = (name: string | undefined): never => {
    const message = `Expected ${type.name} to be resolved to one of its object types, but got: ${name}.`;
    throw new GraphQLError(message, { nodes: field.nodes });
  };
  return (run, value, info, path) => {
    const complete = (name: string | undefined) => completionFor(name, info)(run, value, info, path);
    const name = resolveType(value, run.contextValue, info, type);
    return isPromise(name) ? name.then(complete) : complete(name);
  };
}
