import { GraphQLError } from "graphql";
import { asksForMfaSession, IamCallsExhausted, IamError } from "../iam/index.ts";
import { BadUserInput } from "../loaders/index.ts";
import { MissingScope } from "./caller.ts";
import type { ErrorCode } from "./error-codes.ts";
import { AuditUnavailable } from "./mutation/audit-unavailable.ts";

interface Telling {
  readonly message: string;
  readonly extensions: { readonly code: ErrorCode } & Readonly<Record<string, unknown>>;
}

/** How long to leave IAM alone after it throttled: its buckets refill by the second. */
const RETRY_AFTER_THROTTLING_MS = 1000;

/**
 * The one place where typed errors of the lower layers become GraphQL errors. `undefined` for anything else: it is
 * unexpected, and its text is for the log only. What it was made of stays with it as `originalError`, for the log.
 */
export function toGraphQLError(error: unknown): GraphQLError | undefined {
  const cause = error instanceof GraphQLError ? error.originalError : error;
  const telling = tell(cause);
  if (telling === undefined) return undefined;
  const { nodes, path } = error instanceof GraphQLError ? error : {};
  const originalError = cause instanceof Error ? cause : undefined;
  return new GraphQLError(telling.message, { nodes, path, originalError, extensions: telling.extensions });
}

function tell(error: unknown): Telling | undefined {
  if (error instanceof BadUserInput) {
    const { message, reason } = error;
    return { message, extensions: { code: "BAD_USER_INPUT", ...(reason && { reason }) } };
  }
  if (error instanceof AuditUnavailable) {
    const message = "The audit of this gateway cannot be written, so nothing was done. Its log says why.";
    return { message, extensions: { code: "AUDIT_UNAVAILABLE" } };
  }
  if (error instanceof MissingScope)
    return { message: error.message, extensions: { code: "FORBIDDEN", scope: error.scope } };
  if (error instanceof IamCallsExhausted) return tellExhausted(error);
  return error instanceof IamError ? tellIamError(error) : undefined;
}

function tellExhausted({ action, reason, limit, pageSize }: IamCallsExhausted): Telling {
  const why = {
    limit: `IAM call limit (${limit}) reached`,
    rate: `The IAM rate limit allows ${limit} calls of ${action} before this request's deadline`,
    page: `On a page of more than ${limit} users, users are not asked one by one`,
  }[reason];
  const remedy = pageSize === undefined ? "" : ` Request a page of at most ${pageSize}.`;
  return {
    message: `${why}; ${action} was not called.${remedy}`,
    extensions: { code: "QUERY_TOO_EXPENSIVE", action, limit, ...(pageSize !== undefined && { pageSize }) },
  };
}

function tellIamError(error: IamError): Telling {
  const telling = tellFailure(error);
  if (!error.mayBeDone) return telling;
  const message = `${telling.message} It may have been done all the same: look before you repeat it.`;
  return { message, extensions: { ...telling.extensions, outcome: "UNKNOWN" } };
}

function tellFailure(error: IamError): Telling {
  const { failure, action, code, message, requestId, retryAfterMs, unreachable, advice } = error;
  const iam = { action, ...(code && { iamCode: code }), ...(requestId && { iamRequestId: requestId }) };
  switch (failure) {
    case "throttled":
      if (retryAfterMs !== undefined) {
        return {
          message: `${action} was not called: the account's budget of calls cannot serve it in time.`,
          extensions: { code: "IAM_THROTTLED", ...iam, retryAfterMs },
        };
      }
      return {
        message: `IAM is throttling ${action}: the account's calls are used up for the moment.`,
        extensions: { code: "IAM_THROTTLED", ...iam, retryAfterMs: RETRY_AFTER_THROTTLING_MS },
      };
    case "access-denied":
      // IAM's own text shows the gateway's ARN: that is for the log.
      return asksForMfaSession(message)
        ? {
            message: `The gateway's credentials may not call iam:${action} without an MFA session. Give the gateway credentials that were obtained with an MFA code, or change the policy that asks for one.`,
            extensions: { code: "IAM_ACCESS_DENIED", ...iam, hint: "MFA_SESSION_REQUIRED" },
          }
        : {
            message: `The gateway's credentials may not call iam:${action}.`,
            extensions: { code: "IAM_ACCESS_DENIED", ...iam },
          };
    case "unauthenticated": {
      const refusal = `IAM did not take the gateway's credentials when asked for ${action}.`;
      return {
        message: advice === undefined ? refusal : `${refusal} ${advice}`,
        extensions: { code: "IAM_REJECTED", ...iam },
      };
    }
    case "unavailable":
      return {
        message:
          advice === undefined
            ? `IAM could not be reached, or failed, when asked for ${action}.`
            : `${action} failed. ${advice}`,
        extensions: { code: "IAM_UNAVAILABLE", ...iam, ...(unreachable && { cause: unreachable }) },
      };
    case "timeout":
      if (retryAfterMs !== undefined) {
        const extensions = { code: "IAM_TIMEOUT", ...iam, retryAfterMs } as const;
        return { message: `IAM was not ready to answer ${action} in time: ${message}.`, extensions };
      }
      return { message: `IAM did not answer ${action} in time.`, extensions: { code: "IAM_TIMEOUT", ...iam } };
    // A marker that a cursor brought is the reader's to tell of; this one IAM gave a moment ago.
    case "invalid-marker":
    case "no-such-entity":
    case "rejected":
      return { message: `IAM refused ${action}: ${message}`, extensions: { code: "IAM_REJECTED", ...iam } };
  }
}
