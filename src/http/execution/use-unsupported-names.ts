import type { Plugin } from "@envelop/core";
import { GraphQLError, type ValidationRule } from "graphql";

/**
 * Rejects two names that break execution. With a response field `then`, the executor takes the object for a promise
 * (`isPromise` of @whatwg-node/promise-helpers). With a variable `$__proto__`, graphql-js sets the prototype of its variables
 * instead of the variable.
 */
export function useUnsupportedNames(): Plugin {
  return { onValidate: ({ addValidationRule }) => addValidationRule(UnsupportedNamesRule) };
}

const UnsupportedNamesRule: ValidationRule = (context) => ({
  Field(node) {
    if ((node.alias ?? node.name).value !== "then") return;
    context.reportError(new GraphQLError("The alias `then` is not supported: use another one.", { nodes: node }));
  },
  VariableDefinition(node) {
    if (node.variable.name.value !== "__proto__") return;
    const message = "The variable name `$__proto__` is not supported: use another one.";
    context.reportError(new GraphQLError(message, { nodes: node }));
  },
});
