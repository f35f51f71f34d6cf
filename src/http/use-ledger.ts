import type { Plugin } from "@envelop/core";
import type { ExecutionResult } from "graphql";
import { GraphQLError } from "graphql";
import type { YogaInitialContext } from "graphql-yoga";
import type { Context } from "../schema/index.ts";
import { isOn, LEDGER_HEADER } from "./iam-bill-headers.ts";

/** Tells a request with the header `iamql-ledger: 1` what it cost at IAM, as `extensions.iam`. */
export function useLedger(): Plugin<Context & YogaInitialContext> {
  return {
    onExecute({ args: { contextValue }, setResultAndStopExecution }) {
      try {
        if (!isOn(contextValue.request, LEDGER_HEADER)) return;
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        setResultAndStopExecution({ errors: [error] });
        return;
      }
      return {
        onExecuteDone({ result, setResult }) {
          if (isInParts(result)) return;
          setResult({ ...result, extensions: { ...result.extensions, iam: contextValue.iamBill() } });
        },
      };
    },
  };
}

function isInParts(result: ExecutionResult | AsyncIterable<unknown>): result is AsyncIterable<unknown> {
  return Symbol.asyncIterator in result;
}
