import type { Plugin } from "@envelop/core";
import { type GraphQLError, getOperationAST } from "graphql";
import { coercedVariablesOf } from "../../request/coerced-variables.ts";
import { UsageChecks } from "./usage-errors.ts";
import { describeVariableFaults } from "./variable-errors.ts";

/**
 * Refuses variables that do not have the types of the operation, or of the places where it uses them, before any of the
 * operation runs. The plugins after it may rely on both.
 */
export function useVariables(): Plugin {
  const usages = new UsageChecks();
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const { schema, document, operationName } = args;
      const operation = getOperationAST(document, operationName);
      if (!operation) return;
      const given: Readonly<Record<string, unknown>> = args.variableValues ?? {};
      const coerced = coercedVariablesOf(args, operation);
      const errors: readonly GraphQLError[] = coerced
        ? usages.findFaults({ schema, document, operation }, coerced)
        : describeVariableFaults(schema, operation, given);
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
  };
}
