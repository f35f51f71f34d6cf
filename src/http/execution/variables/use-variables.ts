import type { Plugin } from "@envelop/core";
import { type GraphQLError, getOperationAST } from "graphql";
import { operationOf } from "../../request/operation.ts";
import { UsageChecks } from "./usage-errors.ts";
import { describeVariableErrors } from "./variable-errors.ts";

/**
 * Rejects variables whose values do not have the types that the operation declares, or that its fields expect. Later plugins
 * rely on valid variables.
 */
export function useVariables(): Plugin {
  const usages = new UsageChecks();
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const { schema, document, operationName } = args;
      const definition = getOperationAST(document, operationName);
      if (!definition) return;
      const valid = operationOf(args);
      const errors: readonly GraphQLError[] = valid
        ? usages.findErrors(valid)
        : describeVariableErrors(schema, definition, args.variableValues ?? {});
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
  };
}
