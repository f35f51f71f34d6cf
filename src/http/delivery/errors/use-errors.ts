import { GraphQLError } from "graphql";
import type { Plugin, YogaServerOptions } from "graphql-yoga";
import type { Logger } from "../../../platform/logger/logger.ts";
import type { RequestIds } from "../../request/use-request-id.ts";
import { isInParts, mapParts, withErrors } from "../incremental-delivery/parts.ts";
import { safeText } from "./known-texts.ts";
import { withMessage } from "./with-message.ts";

export interface ErrorOptions {
  /** Turns a typed error of the lower layers into a GraphQL error; `undefined` for what is unexpected. */
  readonly translate: (error: unknown) => GraphQLError | undefined;
  readonly log: Logger;
  readonly requestIds: RequestIds;
}

const MASKED = "INTERNAL_SERVER_ERROR";
const MASKED_TEXT = "Internal error. See the gateway log for this request id.";
/** In an answer without data. Errors of fields each explain a null, so all of them are listed. */
const MAX_REQUEST_ERRORS = 20;

/** The codes of texts that are graphql-js's or yoga's, with what is said in place of an unknown text. */
const FOREIGN_TEXTS: Readonly<Record<string, string>> = {
  GRAPHQL_PARSE_FAILED: "Syntax Error: the document cannot be parsed from here on.",
  GRAPHQL_VALIDATION_FAILED: "The document is not valid in this place.",
  OPERATION_RESOLUTION_FAILURE: "Could not determine what operation to execute.",
  BAD_REQUEST: "The request is not valid.",
};

/**
 * The errors as callers read them: typed errors with their own texts, those of graphql-js and yoga only with known texts
 * (an unknown one may quote a value, and a value may be a secret). Unexpected errors have only a request id, under which
 * the log has the rest. Each error has a code, and an answer without data has a status of its own.
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
        const errors = result.errors?.map((error) => tell(error, requestId));
        setResult(errors && !("data" in result) ? { ...result, errors: ofRequest(errors) } : { ...result, errors });
      },
    },
  };

  /** Logs what the caller does not read, and gives each error its text and code. */
  function tell(error: GraphQLError, requestId: string): GraphQLError {
    const code = error.extensions?.["code"];
    const path = error.path?.join(".");
    const { originalError } = error;
    if (code === MASKED) {
      log.error({ requestId, path, err: originalError }, "unexpected error");
      return withMessage(error, error.message, { code: MASKED, requestId });
    }
    if (typeof code === "string" && code.startsWith("IAM_")) {
      log.warn({ requestId, path, code, ...iamDetails(error), iamMessage: originalError?.message }, error.message);
      return error;
    }
    // If a body is not JSON, this quotes it.
    const { originalError: _, ...extensions } = error.extensions;
    if (typeof code === "string") {
      const unknown = FOREIGN_TEXTS[code];
      const message = unknown === undefined ? error.message : (safeText(error.message)?.text ?? unknown);
      return withMessage(error, message, extensions);
    }
    // Errors that a caller can cause have a code by now. The text may quote a value, which must not be in the log.
    log.error({ requestId, path, stack: framesOf(error) }, "unexpected error of the executor");
    return withMessage(error, MASKED_TEXT, { code: MASKED, requestId });
  }
}

/** The errors of an answer without data: the first ones, each with an HTTP status. */
function ofRequest(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  const listed = errors.slice(0, MAX_REQUEST_ERRORS).map(withStatus);
  const [first] = listed;
  if (first === undefined || errors.length <= MAX_REQUEST_ERRORS) return listed;
  const { code, http } = first.extensions;
  const message = `${errors.length - MAX_REQUEST_ERRORS} more errors are not listed.`;
  return [...listed, new GraphQLError(message, { extensions: { code, http } })];
}

/** Graphql's own refusals are 200 in `application/json`, as GraphQL over HTTP has it (yoga's `spec`). */
function withStatus(error: GraphQLError): GraphQLError {
  const { code, http } = error.extensions;
  if (http !== undefined) return error;
  const status = code === MASKED ? { status: 500 } : { status: 400, spec: true };
  return withMessage(error, error.message, { ...error.extensions, http: status });
}

/** The stack without the message. */
function framesOf({ message, stack = "" }: Error): string | undefined {
  const start = stack.indexOf(message);
  return start === -1 ? undefined : stack.slice(start + message.length).trim();
}

function iamDetails({ extensions }: GraphQLError) {
  const { action, iamCode, iamRequestId, cause, hint } = extensions;
  return { action, iamCode, iamRequestId, cause, hint };
}

function masked(error: unknown): GraphQLError {
  const { nodes, path, originalError } = error instanceof GraphQLError ? error : {};
  return new GraphQLError(MASKED_TEXT, {
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
