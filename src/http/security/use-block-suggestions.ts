import type { GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import type { Caller } from "../../schema/index.ts";
import { withMessage } from "../delivery/errors/with-message.ts";

/**
 * Removes the names that GraphQL suggests in errors ("Did you mean ...?") for callers without `iam:read`, because these
 * callers may not read the schema.
 */
export function useBlockSuggestions(callers: { of(request: Request): Caller }): Plugin {
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
