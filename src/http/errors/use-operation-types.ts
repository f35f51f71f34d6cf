import type { Plugin } from "@envelop/core";
import { GraphQLError, type ValidationRule } from "graphql";

/** Refuses operations of a type that the schema does not have, such as subscriptions, as graphql-js 17 does. */
export function useOperationTypes(): Plugin {
  return { onValidate: ({ addValidationRule }) => void addValidationRule(KnownOperationTypesRule) };
}

const KnownOperationTypesRule: ValidationRule = (context) => ({
  OperationDefinition(node) {
    if (context.getSchema().getRootType(node.operation)) return;
    context.reportError(new GraphQLError(`The operation type "${node.operation}" is not supported.`, { nodes: node }));
  },
});
