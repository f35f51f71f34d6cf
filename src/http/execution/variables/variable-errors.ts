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

/** For one request. Each error captures a stack, and a list can have 100,000 invalid elements. */
const MAX_ERRORS = 10;

class TooManyErrors extends Error {}

/**
 * Errors that describe the invalid variables of an operation: at most 10, each with the path in the variable and without
 * the value. The variables must be invalid for graphql-js.
 */
export function describeVariableErrors(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): readonly GraphQLError[] {
  const errors: GraphQLError[] = [];
  try {
    for (const definition of variableDefinitions) {
      describe(schema, definition, variables, (message) => {
        if (errors.length === MAX_ERRORS) throw new TooManyErrors();
        errors.push(variableError(message, definition));
      });
    }
  } catch (error) {
    if (!(error instanceof TooManyErrors)) throw error;
    errors.push(variableError(`The variables have more than ${MAX_ERRORS} errors; the others are not listed.`));
  }
  if (errors.length > 0) return errors;
  return [variableError("The variables do not match the types that the operation declares.")];
}

/** An error in the variables. The operation does not run. */
export function variableError(message: string, node?: ASTNode): GraphQLError {
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
  // Validation rejects other types.
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
    const safe = safeText(message)?.text ?? "It does not have the expected type.";
    report(`Variable "$${name}${place}" got an invalid value: ${safe}`);
  });
}
