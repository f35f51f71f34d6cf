import type { Plugin } from "@envelop/core";
import { GraphQLError } from "graphql";
import type { Context } from "../../schema/index.ts";
import type { Limits } from "./limits.ts";

/**
 * Answers an operation that runs too long with an error in its place, and lets it make no further call of IAM. What it has
 * called already ends by itself: a write that is under way cannot be taken back.
 */
export function useRequestTimeout({ requestTimeoutMs }: Pick<Limits, "requestTimeoutMs">): Plugin<Context> {
  return {
    onExecute({ executeFn, setExecuteFn, args: { contextValue } }) {
      setExecuteFn(async (args) => {
        const late = Promise.withResolvers<{ errors: GraphQLError[] }>();
        const timer = setTimeout(() => {
          contextValue.endIamCalls();
          late.resolve({ errors: [timedOut(requestTimeoutMs)] });
        }, requestTimeoutMs);
        try {
          return await Promise.race([executeFn(args), late.promise]);
        } finally {
          clearTimeout(timer);
        }
      });
    },
  };
}

function timedOut(limit: number): GraphQLError {
  return new GraphQLError(`The operation was not done within ${limit} ms, and was given up.`, {
    extensions: { code: "REQUEST_TIMEOUT", limit, http: { status: 504 } },
  });
}
