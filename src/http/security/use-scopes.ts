import type { Plugin } from "@envelop/core";
import { type FragmentDefinitionNode, type GraphQLError, getOperationAST, Kind } from "graphql";
import type { YogaInitialContext } from "graphql-yoga";
import { type Context, codedError, MissingScope, missingScopeOf, type Scope } from "../../schema/index.ts";
import { coercedVariablesOf } from "../request/coerced-variables.ts";

/**
 * Rejects an operation if its caller lacks the scope of one of its root fields. No field of it runs, and introspection needs
 * `iam:read`. The schema checks scopes again at each root field.
 */
export function useScopes(): Plugin<Context & YogaInitialContext> {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const { schema, document, operationName, contextValue } = args;
      const operation = getOperationAST(document, operationName);
      if (!operation) return;
      const variableValues = coercedVariablesOf(args, operation);
      // Invalid variables were refused before: see `useVariables`.
      if (!variableValues) return;
      const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
      for (const definition of document.definitions) {
        if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
      }
      const selected = { schema, operation, fragments, variableValues };
      const missing = missingScopeOf(selected, contextValue.caller);
      if (missing !== undefined) setResultAndStopExecution({ errors: [forbidden(missing)] });
    },
  };
}

function forbidden(scope: Scope): GraphQLError {
  return codedError("FORBIDDEN", new MissingScope(scope).message, { details: { scope }, status: "403*" });
}
