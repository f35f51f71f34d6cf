import { type ExecutionArgs, type GraphQLSchema, getVariableValues, type OperationDefinitionNode } from "graphql";

export type CoercedVariables = Readonly<Record<string, unknown>>;

interface Coercion {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode | null | undefined;
  readonly given: ExecutionArgs["variableValues"];
  readonly coerced: CoercedVariables | undefined;
}

const coercions = new WeakMap<WeakKey, Coercion>();

/**
 * The coerced variables of a request's operation; undefined if they are not valid. Several plugins need them: they are coerced
 * once for each context.
 */
export function coercedVariablesOf(
  args: Pick<ExecutionArgs, "schema" | "variableValues"> & { readonly contextValue: WeakKey },
  operation: OperationDefinitionNode | null | undefined,
): CoercedVariables | undefined {
  const { schema, contextValue, variableValues: given } = args;
  const known = coercions.get(contextValue);
  if (known?.operation === operation && known?.given === given && known?.schema === schema) return known.coerced;
  const definitions = operation?.variableDefinitions ?? [];
  const { coerced } = getVariableValues(schema, definitions, given ?? {}, { maxErrors: 1 });
  coercions.set(contextValue, { schema, operation, given, coerced });
  return coerced;
}
