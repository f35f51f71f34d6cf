import type { Plugin } from "@envelop/core";
import { GraphQLError } from "graphql";
import type { YogaInitialContext } from "graphql-yoga";
import type { Context } from "../../schema/index.ts";
import { isInParts, mapParts, type Part } from "../delivery/incremental-delivery/parts.ts";
import { isOn, USAGE_HEADER } from "../request/headers/usage-headers.ts";

/** Tells a request with the header `iamql-usage: 1` what it cost at IAM, as `extensions.iam`; of parts, in the last. */
export function useLedger(): Plugin<Context & YogaInitialContext> {
  return {
    onExecute({ args: { contextValue }, setResultAndStopExecution }) {
      try {
        if (!isOn(contextValue.request, USAGE_HEADER)) return;
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        setResultAndStopExecution({ errors: [error] });
        return;
      }
      return {
        onExecuteDone({ result, setResult }) {
          const withBill = (told: Part) => ({
            ...told,
            extensions: { ...told.extensions, iam: contextValue.iamBill() },
          });
          if (isInParts(result))
            setResult(mapParts(result, (part) => (part.hasNext === false ? withBill(part) : part)));
          else setResult(withBill(result));
        },
      };
    },
  };
}
