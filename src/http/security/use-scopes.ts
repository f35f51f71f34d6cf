import type { Plugin as EnvelopPlugin } from "@envelop/core";
import { type FragmentDefinitionNode, GraphQLError, getOperationAST, Kind } from "graphql";
import type { Plugin, YogaInitialContext } from "graphql-yoga";
import { type Caller, type Context, MissingScope, missingScopeOf, toGraphQLError } from "../../schema/index.ts";
import { withMessage } from "../delivery/errors/with-message.ts";
import { coercedVariablesOf } from "../request/coerced-variables.ts";

/**
 * Runs nothing of an operation that selects at its root what its caller has no scope for: no other field of it either, and
 * no introspection without `iam:read`. (The schema's own guard stands behind this one.)
 */
export function useScopes(): EnvelopPlugin<Context & YogaInitialContext> {
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

/** Takes the names that GraphQL suggests ("Did you mean ...?") from callers without `iam:read`, who may not read the schema. */
export function useDiscretion(callers: { of(request: Request): Caller }): Plugin {
  return {
    onResultProcess({ request, result, setResult }) {
      if (Symbol.asyncIterator in result || Array.isArray(result) || !result.errors) return;
      if (callers.of(request).scopes.has("iam:read")) return;
      setResult({ ...result, errors: result.errors.map(withoutSuggestions) });
    },
  };
}

function withoutSuggestions(error: GraphQLError): GraphQLError {
  const [message = ""] = error.message.split(" Did you mean ", 1);
  return withMessage(error, message, error.extensions);
}

function forbidden(scope: ConstructorParameters<typeof MissingScope>[0]): GraphQLError {
  const missing = new MissingScope(scope);
  return new GraphQLError(missing.message, {
    // 200 in `application/json`, as for all that GraphQL itself refuses.
    extensions: { ...toGraphQLError(missing)?.extensions, http: { spec: true, status: 403 } },
  });
}
