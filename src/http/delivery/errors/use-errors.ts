import { GraphQLError } from "graphql";
import type { Plugin, YogaServerOptions } from "graphql-yoga";
import type { Logger } from "../../../platform/logger/logger.ts";
import type { Context, ErrorCode } from "../../../schema/index.ts";
import type { RequestIds } from "../../request/use-request-id.ts";
import { isInParts, mapParts, withErrors } from "../incremental-delivery/parts.ts";
import { DoneMutations } from "./done-mutations.ts";
import { safeText } from "./known-texts.ts";
import { withMessage } from "./with-message.ts";

export interface ErrorOptions {
  /** Translates a typed error of the lower layers; `undefined` for an unexpected error. */
  readonly translate: (error: unknown) => GraphQLError | undefined;
  readonly log: Logger;
  readonly requestIds: RequestIds;
}

const MASKED = "INTERNAL_SERVER_ERROR";
const MASKED_TEXT = "Internal error. See the gateway log for this request id.";
/** In a response without data. Errors of fields are all listed, because each explains a null. */
const MAX_REQUEST_ERRORS = 20;

/** Codes of errors whose texts come from graphql-js or yoga, with the text that replaces an unknown one. */
const FOREIGN_TEXTS: Readonly<Record<string, string | undefined>> = {
  GRAPHQL_PARSE_FAILED: "Syntax Error: the document cannot be parsed at this location.",
  GRAPHQL_VALIDATION_FAILED: "The document is invalid at this location.",
  OPERATION_RESOLUTION_FAILURE: "Could not determine what operation to execute.",
  BAD_REQUEST: "The request is invalid.",
} satisfies Partial<Record<ErrorCode, string>>;

/**
 * Prepares errors for callers. Typed errors keep their texts. Errors of graphql-js and yoga have known texts only, because an
 * unknown text can quote a value, and a value can be a secret. Unexpected errors are masked: the response has the request
 * id, and the log has the error. Each error has a code, and a response without data has an HTTP status. Errors below the payload
 * of a mutation have the outcome "DONE".
 */
export function useErrors({ translate, log, requestIds }: ErrorOptions): {
  readonly maskedErrors: YogaServerOptions<object, object>["maskedErrors"];
  readonly plugin: Plugin<Pick<Context, "mutationOutcomes">>;
} {
  const maskError = (error: unknown) => translate(error) ?? (isFromGraphQL(error) ? error : masked(error));
  const done = new DoneMutations();
  return {
    maskedErrors: { maskError },
    plugin: {
      onExecute({ args: { contextValue } }) {
        done.observe(contextValue.request, contextValue.mutationOutcomes);
      },

      // Not in `maskError`, because validation errors do not pass it.
      onResultProcess({ request, result, setResult }) {
        const requestId = requestIds.of(request);
        const marked = (error: GraphQLError) => done.mark(present(error, requestId), request);
        // Batching is off.
        if (Array.isArray(result)) return;
        if (isInParts(result)) {
          // Yoga does not mask the errors of deferred fields.
          setResult(mapParts(result, (part) => withErrors(part, (error) => marked(maskError(error)))));
          return;
        }
        const errors = result.errors?.map(marked);
        setResult(errors && !("data" in result) ? { ...result, errors: ofRequest(errors) } : { ...result, errors });
      },
    },
  };

  /** Gives an error its text and code, and logs what the caller must not see. */
  function present(error: GraphQLError, requestId: string): GraphQLError {
    const code = error.extensions?.["code"];
    const path = error.path?.join(".");
    const { originalError } = error;
    if (code === MASKED) {
      log.error({ requestId, path, err: originalError }, "unexpected error");
      const { outcome } = error.extensions;
      return withMessage(error, error.message, { code: MASKED, requestId, ...(outcome !== undefined && { outcome }) });
    }
    if (typeof code === "string" && code.startsWith("IAM_")) {
      log.warn({ requestId, path, code, ...iamDetails(error), iamMessage: originalError?.message }, error.message);
      return error;
    }
    // The original error quotes a body that is not JSON.
    const { originalError: _, ...extensions } = error.extensions;
    if (typeof code === "string") {
      const unknown = FOREIGN_TEXTS[code];
      const message = unknown === undefined ? error.message : (safeText(error.message)?.text ?? unknown);
      return withMessage(error, message, extensions);
    }
    // An error of graphql-js without a code is a bug. Its text can quote a value, which must not be logged.
    log.error({ requestId, path, stack: framesOf(error) }, "unexpected error of the executor");
    return withMessage(error, MASKED_TEXT, { code: MASKED, requestId });
  }
}

/** The errors of a response without data: the first 20, each with an HTTP status. */
function ofRequest(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  const listed = errors.slice(0, MAX_REQUEST_ERRORS).map(withStatus);
  const [first] = listed;
  if (first === undefined || errors.length <= MAX_REQUEST_ERRORS) return listed;
  const { code, http } = first.extensions;
  const message = `${errors.length - MAX_REQUEST_ERRORS} more errors are not listed.`;
  return [...listed, new GraphQLError(message, { extensions: { code, http } })];
}

/** Adds the HTTP status. Errors of graphql-js are 200 in `application/json`, as GraphQL over HTTP defines (yoga's `spec`). */
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

/** Whether an error was created as a GraphQL error: of syntax, validation or variables, or one with a code. */
function isFromGraphQL(error: unknown): error is GraphQLError {
  return error instanceof GraphQLError && (error.originalError === undefined || isFromGraphQL(error.originalError));
}
