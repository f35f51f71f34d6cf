import { GraphQLError } from "graphql";
import type { Plugin, YogaServerOptions } from "graphql-yoga";
import { isInParts, mapParts, withErrors } from "./incremental-delivery/parts.ts";
import type { Logger } from "./log.ts";
import type { RequestIds } from "./use-request-id.ts";

export interface ErrorOptions {
  /** Turns a typed error of the lower layers into a GraphQL error; `undefined` for what is unexpected. */
  readonly translate: (error: unknown) => GraphQLError | undefined;
  readonly log: Logger;
  readonly requestIds: RequestIds;
}

const MASKED = "INTERNAL_SERVER_ERROR";

/**
 * What a caller is told of an error, in one place: typed errors in their own words, GraphQL's own without the values that
 * they quote (a value may be a secret), and anything unexpected only as a request id, under which the log has the rest.
 */
export function useErrors({ translate, log, requestIds }: ErrorOptions): {
  readonly maskedErrors: YogaServerOptions<object, object>["maskedErrors"];
  readonly plugin: Plugin;
} {
  const maskError = (error: unknown) => translate(error) ?? (isGraphQLOwn(error) ? error : masked(error));
  return {
    maskedErrors: { maskError },
    plugin: {
      // Here, and not in `maskError`, because validation errors do not pass that.
      onResultProcess({ request, result, setResult }) {
        const requestId = requestIds.of(request);
        // Batching is off.
        if (Array.isArray(result)) return;
        if (isInParts(result)) {
          // Of a part, yoga masks only the errors that are not of what was deferred.
          setResult(mapParts(result, (part) => withErrors(part, (error) => tell(maskError(error), requestId))));
          return;
        }
        setResult({ ...result, errors: result.errors?.map((error) => tell(error, requestId)) });
      },
    },
  };

  /** Logs what the caller is not told, gives the request id to what is masked, and takes values out of GraphQL's own. */
  function tell(error: GraphQLError, requestId: string): GraphQLError {
    const code = error.extensions?.["code"];
    const path = error.path?.join(".");
    const { originalError } = error;
    if (code === MASKED) {
      log.error({ requestId, path, err: originalError }, "unexpected error");
      return retold(error, error.message, { code: MASKED, requestId });
    }
    if (typeof code === "string" && code.startsWith("IAM_")) {
      log.warn({ requestId, path, code, ...iamDetails(error), iamMessage: originalError?.message }, error.message);
      return error;
    }
    // Where a body is no JSON, this quotes it.
    const { originalError: _, ...extensions } = error.extensions;
    const variable = variableFault(error);
    if (variable !== undefined) return retold(error, variable, { ...extensions, code: "BAD_USER_INPUT" });
    return retold(error, withoutValues(error.message), extensions);
  }
}

function retold(error: GraphQLError, message: string, extensions: GraphQLError["extensions"]): GraphQLError {
  const { nodes, positions, source, path } = error;
  return new GraphQLError(message, { nodes, positions, source, path, extensions });
}

function iamDetails({ extensions }: GraphQLError) {
  const { action, iamCode, iamRequestId, cause, hint } = extensions;
  return { action, iamCode, iamRequestId, cause, hint };
}

function masked(error: unknown): GraphQLError {
  const { nodes, path, originalError } = error instanceof GraphQLError ? error : {};
  return new GraphQLError("Something unexpected went wrong; the log of this gateway has it under the request id.", {
    nodes,
    path,
    originalError: originalError ?? (error instanceof Error ? error : new Error(String(error))),
    extensions: { code: MASKED },
  });
}

/** Syntax, validation, variables, and what was thrown as a GraphQL error to begin with. */
function isGraphQLOwn(error: unknown): error is GraphQLError {
  return error instanceof GraphQLError && (error.originalError === undefined || isGraphQLOwn(error.originalError));
}

/** `Variable "$first" got invalid value "x"; Int cannot represent non-integer value: "x"`, less the values. */
function variableFault({ message, originalError }: GraphQLError): string | undefined {
  const name = /^Variable "\$(\w+)"/.exec(message)?.[1];
  if (name === undefined) return undefined;
  if (originalError === undefined) return message.trim();
  const front = message.slice(0, message.length - originalError.message.length);
  const at = new RegExp(`at "(${name}[^"]*)"; $`).exec(front)?.[1];
  return `Variable "$${at ?? name}" got an invalid value: ${withoutValues(originalError.message)}`;
}

function withoutValues(message: string): string {
  return message
    .replace(/(cannot represent [^:]*value): [\s\S]*$/, "$1.")
    .replace(/^Value [\s\S]* does not exist in "(\w+)" enum/, 'The value does not exist in "$1" enum')
    .replace(/^(Expected value of type "[^"]*"), found [\s\S]*$/, "$1.")
    .replace(/^(Syntax Error: [\s\S]*?\b(?:BlockString|String|Int|Float)) "[\s\S]*$/, "$1.");
}
