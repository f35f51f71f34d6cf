import type { Plugin } from "@envelop/core";
import { GraphQLError, type ValidationRule } from "graphql";

/**
 * Refuses operations of a type that the schema does not have, such as subscriptions, as graphql-js 17 does. Runs each rule
 * once: yoga's plugin for `@defer` adds its own OverlappingFieldsCanBeMergedRule beside graphql-js's.
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
