import {
  type ASTNode,
  coerceInputValue,
  type GraphQLError,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  type VariableDefinitionNode,
} from "graphql";
import { codedError } from "../../../schema/index.ts";
import { safeText } from "../../delivery/errors/known-texts.ts";

/** Of one request. Each error takes its own stack, and a list may have 100,000 wrong elements. */
const MAX_FAULTS = 10;

class TooManyFaults extends Error {}

/**
 * Errors in the variables of an operation, at most 10, each with its place and without the value. For variables that
 * graphql-js has refused.
 */
export function describeVariableFaults(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): readonly GraphQLError[] {
  const faults: GraphQLError[] = [];
  try {
    for (const definition of variableDefinitions) {
      describe(schema, definition, variables, (message) => {
        if (faults.length === MAX_FAULTS) throw new TooManyFaults();
        faults.push(variableFault(message, definition));
      });
    }
  } catch (error) {
    if (!(error instanceof TooManyFaults)) throw error;
    faults.push(variableFault(`The variables have more than ${MAX_FAULTS} errors; the others are not listed.`));
  }
  if (faults.length > 0) return faults;
  return [variableFault("The variables do not have the types that the operation declares.")];
}

/** An error in the variables. The operation does not run. */
export function variableFault(message: string, node?: ASTNode): GraphQLError {
  return codedError("BAD_USER_INPUT", message, { nodes: node, status: "400*" });
}

function describe(
  schema: GraphQLSchema,
  { variable, type: typeNode, defaultValue }: VariableDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  report: (message: string) => void,
): void {
  const name = variable.name.value;
  const type = typeFromAST(schema, typeNode);
  // Validation refuses other types.
  if (!isInputType(type)) return;
  if (!Object.hasOwn(variables, name)) {
    if (isNonNullType(type) && !defaultValue)
      report(`Variable "$${name}" of required type "${type}" was not provided.`);
    return;
  }
  const value = variables[name];
  if (value === null && isNonNullType(type)) {
    report(`Variable "$${name}" of non-null type "${type}" must not be null.`);
    return;
  }
  coerceInputValue(value, type, (path, _value, { message }) => {
    const place = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
    const safe = safeText(message)?.text ?? "It does not have the type that is expected.";
    report(`Variable "$${name}${place}" got an invalid value: ${safe}`);
  });
}
