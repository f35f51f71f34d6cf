import type { Plugin } from "@envelop/core";
import { GraphQLError, type ValidationRule } from "graphql";

/**
 * Rejects operation types that the schema does not have, such as subscriptions, as graphql-js 17 does. Also removes
 * duplicate rules: yoga's plugin for `@defer` adds its own OverlappingFieldsCanBeMergedRule to that of graphql-js.
 */
export function useValidationRules(): Plugin {
  return {
    onValidate({ addValidationRule, validateFn, setValidationFn }) {
      addValidationRule(KnownOperationTypesRule);
      setValidationFn((schema, document, rules, ...others) =>
        validateFn(schema, document, rules && lastOfEachName(rules), ...others),
      );
    },
  };
}

function lastOfEachName(rules: readonly ValidationRule[]): ValidationRule[] {
  return [...new Map(rules.map((rule) => [rule.name, rule])).values()];
}

const KnownOperationTypesRule: ValidationRule = (context) => ({
  OperationDefinition(node) {
    if (context.getSchema().getRootType(node.operation)) return;
    context.reportError(new GraphQLError(`The operation type "${node.operation}" is not supported.`, { nodes: node }));
  },
});
