import type { Plugin } from "@envelop/core";
import { GraphQLError } from "graphql";
import type { YogaInitialContext } from "graphql-yoga";
import type { Context } from "../../schema/index.ts";
import { isInParts, mapParts, type Part } from "../delivery/incremental-delivery/parts.ts";
import { isOn, USAGE_HEADER } from "../request/headers/usage-headers.ts";

/**
 * Adds `extensions.iam`, the IAM calls that the operation made, to the response of a request with the header
 * `iamql-usage: 1`. If the response comes in parts, the last part has it.
 */
export function useUsageReport(): Plugin<Context & YogaInitialContext> {
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
          const withUsage = (part: Part) => ({
            ...part,
            extensions: { ...part.extensions, iam: contextValue.iamUsage() },
          });
          if (isInParts(result))
            setResult(mapParts(result, (part) => (part.hasNext === false ? withUsage(part) : part)));
          else setResult(withUsage(result));
        },
      };
    },
  };
}
