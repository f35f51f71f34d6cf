import type { Plugin } from "@envelop/core";
import type { YogaInitialContext } from "graphql-yoga";
import type { Logger } from "../../platform/logger/logger.ts";
import type { Context } from "../../schema/index.ts";
import { isInParts } from "../delivery/incremental-delivery/parts.ts";
import type { RequestIds } from "../request/use-request-id.ts";

/** Logs a line for each executed operation at level debug, with its IAM calls by action; without document and variables. */
export function useRequestLog(log: Logger, requestIds: RequestIds): Plugin<Context & YogaInitialContext> {
  return {
    onExecute: ({ args: { contextValue, operationName } }) => ({
      onExecuteDone({ result }) {
        const write = () => {
          const requestId = requestIds.of(contextValue.request);
          const { subject } = contextValue.caller;
          log.debug({ requestId, subject, operationName, iamCalls: contextValue.iamCalls() }, "operation executed");
        };
        if (isInParts(result)) return { onEnd: write };
        write();
        return undefined;
      },
    }),
  };
}
