import type { Plugin } from "@envelop/core";
import type { GraphQLError } from "graphql";
import type { YogaInitialContext } from "graphql-yoga";
import { type Context, codedError, MissingScope, missingScopeOf, type Scope } from "../../schema/index.ts";
import { operationOf } from "../request/operation.ts";

/**
 * Rejects an operation if its caller lacks the scope of one of its root fields. No field of it runs, and introspection needs
 * `iam:read`. The schema checks scopes again at each root field.
 */
export function useScopes(): Plugin<Context & YogaInitialContext> {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const operation = operationOf(args);
      // `useVariables` has rejected invalid variables.
      if (operation === undefined) return;
      const { schema, definition, fragments, variables: variableValues } = operation;
      const selected = { schema, operation: definition, fragments, variableValues };
      const missing = missingScopeOf(selected, args.contextValue.caller);
      if (missing !== undefined) setResultAndStopExecution({ errors: [forbidden(missing)] });
    },
  };
}

function forbidden(scope: Scope): GraphQLError {
  return codedError("FORBIDDEN", new MissingScope(scope).message, { details: { scope }, status: "403*" });
}
