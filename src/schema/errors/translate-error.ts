import { GraphQLError } from "graphql";
import { asksForMfaSession, IamCallsExhausted, IamError } from "../../iam/index.ts";
import { BadUserInput } from "../../loaders/index.ts";
import { AuditUnavailable } from "../audit.ts";
import { MissingScope } from "../authorization/index.ts";
import type { ErrorCode } from "./error-codes.ts";

interface ErrorAnswer {
  readonly message: string;
  readonly extensions: { readonly code: ErrorCode } & Readonly<Record<string, unknown>>;
}

/** How long clients should wait after IAM throttled a call. IAM's rate limits recover within a second. */
const RETRY_AFTER_THROTTLING_MS = 1000;

/**
 * Translates typed errors of the lower layers into GraphQL errors. The log gets the original error as
 * `originalError`.
 * @returns `undefined` for unexpected errors, whose text is only for the log
 */
export function toGraphQLError(error: unknown): GraphQLError | undefined {
  const cause = error instanceof GraphQLError ? error.originalError : error;
  const answer = answerTo(cause);
  if (answer === undefined) return undefined;
  const { nodes, path } = error instanceof GraphQLError ? error : {};
  const originalError = cause instanceof Error ? cause : undefined;
  return new GraphQLError(answer.message, { nodes, path, originalError, extensions: answer.extensions });
}

function answerTo(error: unknown): ErrorAnswer | undefined {
  if (error instanceof BadUserInput) {
    const { message, reason } = error;
    return { message, extensions: { code: "BAD_USER_INPUT", ...(reason && { reason }) } };
  }
  if (error instanceof AuditUnavailable) {
    const message = "The audit log is not writable; the mutation was not executed. See the gateway log.";
    return { message, extensions: { code: "AUDIT_UNAVAILABLE" } };
  }
  if (error instanceof MissingScope)
    return { message: error.message, extensions: { code: "FORBIDDEN", scope: error.scope } };
  if (error instanceof IamCallsExhausted) return answerToExhausted(error);
  return error instanceof IamError ? answerToIamError(error) : undefined;
}

function answerToExhausted({ action, reason, limit, pageSize }: IamCallsExhausted): ErrorAnswer {
  const why = {
    limit: `IAM call limit (${limit}) reached`,
    rate: `The IAM rate limit allows ${limit} calls of ${action} before this request's deadline`,
    page: `A page of more than ${limit} users makes no call for each user`,
  }[reason];
  const remedy = pageSize === undefined ? "" : ` Request a page of at most ${pageSize}.`;
  return {
    message: `${why}; ${action} was not called.${remedy}`,
    extensions: { code: "QUERY_TOO_EXPENSIVE", action, limit, ...(pageSize !== undefined && { pageSize }) },
  };
}

function answerToIamError(error: IamError): ErrorAnswer {
  const answer = answerToFailure(error);
  if (!error.mayBeDone) return answer;
  const message = `${answer.message} The change may still have been applied; check before retrying.`;
  return { message, extensions: { ...answer.extensions, outcome: "UNKNOWN" } };
}

function answerToFailure(error: IamError): ErrorAnswer {
  const { failure, action, code, message, requestId, retryAfterMs, unreachable, advice } = error;
  const iam = { action, ...(code && { iamCode: code }), ...(requestId && { iamRequestId: requestId }) };
  switch (failure) {
    case "throttled":
      if (retryAfterMs !== undefined) {
        return {
          message: `${action} was not called: the IAM rate limit leaves no capacity before this request's deadline.`,
          extensions: { code: "IAM_THROTTLED", ...iam, retryAfterMs },
        };
      }
      return {
        message: `IAM is throttling ${action}: the account has reached its rate limit. Retry later.`,
        extensions: { code: "IAM_THROTTLED", ...iam, retryAfterMs: RETRY_AFTER_THROTTLING_MS },
      };
    case "access-denied":
      // IAM's own text contains the gateway's ARN, which is only for the log.
      return asksForMfaSession(message)
        ? {
            message: `The gateway's credentials may not call iam:${action} without an MFA session. Use credentials that were obtained with an MFA code, or change the policy that requires one.`,
            extensions: { code: "IAM_ACCESS_DENIED", ...iam, hint: "MFA_SESSION_REQUIRED" },
          }
        : {
            message: `The gateway's credentials may not call iam:${action}.`,
            extensions: { code: "IAM_ACCESS_DENIED", ...iam },
          };
    case "unauthenticated": {
      const rejection = `IAM rejected the gateway's credentials (${action}).`;
      return {
        message: advice === undefined ? rejection : `${rejection} ${advice}`,
        extensions: { code: "IAM_REJECTED", ...iam },
      };
    }
    case "unavailable":
      return {
        message:
          advice === undefined ? `IAM could not be reached or failed (${action}).` : `${action} failed. ${advice}`,
        extensions: { code: "IAM_UNAVAILABLE", ...iam, ...(unreachable && { cause: unreachable }) },
      };
    case "timeout":
      if (retryAfterMs !== undefined) {
        const extensions = { code: "IAM_TIMEOUT", ...iam, retryAfterMs } as const;
        return { message: `${action} did not finish in time: ${message}.`, extensions };
      }
      return { message: `IAM did not respond to ${action} in time.`, extensions: { code: "IAM_TIMEOUT", ...iam } };
    // The marker is one that IAM returned a moment ago. Markers of cursors are handled by the list reader.
    case "invalid-marker":
    case "no-such-entity":
    case "rejected":
      return { message: `IAM rejected ${action}: ${message}`, extensions: { code: "IAM_REJECTED", ...iam } };
  }
}
