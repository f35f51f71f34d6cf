import type { Plugin } from "@envelop/core";
import { GraphQLError } from "graphql";
import type { YogaInitialContext } from "graphql-yoga";
import { type Context, estimateOperation } from "../../schema/index.ts";
import { EXPLAIN_HEADER, isOn } from "../request/headers/usage-headers.ts";
import { operationOf } from "../request/operation.ts";
import type { Limits } from "./limits.ts";

/**
 * Answers a request with the header `iamql-explain: 1` with the estimate of its IAM calls and their limit, as
 * `extensions.iam`. The operation is not executed.
 */
export function useExplain({ maxIamCalls }: Pick<Limits, "maxIamCalls">): Plugin<Context & YogaInitialContext> {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      if (!asksForEstimate(args.contextValue.request)) return;
      const operation = operationOf(args);
      // `useVariables` has rejected invalid variables.
      if (operation === undefined) return;
      const { iamCalls, nodes } = estimateOperation(operation);
      const { least, most, mostPlanned, calls } = iamCalls;
      const iam = { estimate: { least, most, mostPlanned, limit: maxIamCalls, calls }, nodes };
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
