import type { Plugin } from "@envelop/core";
import { GraphQLError, type ValidationRule } from "graphql";

/**
 * Refuses fields that are called `then` in the response: the executor takes an object with such a member for a promise
 * (`isPromise` of @whatwg-node/promise-helpers), and fails.
 */
export function useResponseNames(): Plugin {
  return { onValidate: ({ addValidationRule }) => addValidationRule(rule) };
}

const rule: ValidationRule = (context) => ({
  Field(node) {
    if ((node.alias ?? node.name).value !== "then") return;
    context.reportError(new GraphQLError("The alias `then` is not supported: use another one.", { nodes: node }));
  },
});
