import type { Plugin } from "@envelop/core";
import { GraphQLError, type ValidationRule } from "graphql";

/**
 * Refuses names with which execution fails or answers something else. A field `then` in the response: the executor takes an
 * object with such a member for a promise (`isPromise` of @whatwg-node/promise-helpers). A variable `$__proto__`:
 * graphql-js sets the prototype of its variables instead of the variable.
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
