import type { Plugin } from "@envelop/core";
import { GraphQLError, getOperationAST } from "graphql";
import type { YogaInitialContext } from "graphql-yoga";
import { type Context, estimateOperation } from "../../schema/index.ts";
import { coercedVariablesOf } from "../request/coerced-variables.ts";
import { EXPLAIN_HEADER, isOn } from "../request/headers/usage-headers.ts";
import type { Limits } from "./limits.ts";

/**
 * Of a request with the header `iamql-explain: 1` nothing is executed: it is answered with the estimate of its IAM calls, as
 * `extensions.iam`, and with what they may be at most.
 */
export function useExplain({ maxIamCalls }: Pick<Limits, "maxIamCalls">): Plugin<Context & YogaInitialContext> {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const { contextValue, document, operationName, schema } = args;
      if (!asksForEstimate(contextValue.request)) return;
      const definition = getOperationAST(document, operationName);
      const coerced = coercedVariablesOf(args, definition);
      // Invalid variables were refused before: see `useVariables`.
      if (coerced === undefined) return;
      const { iamCalls, nodes } = estimateOperation({ schema, document, operationName, variables: coerced });
      const { least, most, calls } = iamCalls;
      const iam = { estimate: { least, most, limit: maxIamCalls, calls }, nodes };
      setResultAndStopExecution({ data: null, extensions: { iam } });

      function asksForEstimate(request: Request): boolean {
        try {
          return isOn(request, EXPLAIN_HEADER);
        } catch (error) {
          if (error instanceof GraphQLError) setResultAndStopExecution({ errors: [error] });
          return false;
        }
      }
    },
  };
}
