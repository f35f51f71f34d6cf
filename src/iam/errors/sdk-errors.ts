import { PROXY_REFUSED } from "../../platform/proxy-settings.ts";
import { IamError, type IamFailure, unreadableResponse } from "./iam-error.ts";
import { CallNotSent, isProviderError, isUntrustedPeer, type SdkFailure, unreachableOf } from "./unreachable.ts";
import { isUnreadable } from "./unreadable-errors.ts";

// The SDK has no classes for these errors: their `name` is the error code of the response, or the kind of the network error.
const THROTTLING_CODES = new Set([
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "RequestThrottled",
  "RequestThrottledException",
  "RequestLimitExceeded",
  "TooManyRequestsException",
  "SlowDown",
]);
const DENIED_CODES = new Set(["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"]);
const UNAUTHENTICATED_CODES = new Set([
  "AuthFailure",
  "IncompleteSignature",
  "InvalidClientTokenId",
  "MissingAuthenticationToken",
  "OptInRequired",
  "RequestExpired",
  "SignatureDoesNotMatch",
  "UnrecognizedClient",
]);
const FAILURE_CODES = new Set(["InternalFailure", "ServiceFailure", "ServiceUnavailable"]);
const TIMEOUT_NAMES = new Set(["TimeoutError", "AbortError", "RequestTimeout", "RequestTimeoutException"]);

/** Network errors after which the request cannot have left this machine. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  PROXY_REFUSED,
]);
/** The SDK also calls these timeouts. */
const LOST_CONNECTION: ReadonlySet<unknown> = new Set(["ECONNRESET", "EPIPE"]);

interface SdkError extends SdkFailure {
  readonly $metadata?: SdkFailure["$metadata"] & { readonly requestId?: string };
  /** Set by `retrySafely`: an earlier attempt may have been applied. */
  readonly followsUnknown?: boolean;
  /** Set by this gateway's client: see `IamErrorDetails`. */
  readonly advice?: string;
}

/** Whether the error of an attempt shows that IAM refused it or never received it. */
export function wasNotDone(thrown: Pick<SdkError, "$metadata" | "code">): boolean {
  if (isUnreadable(thrown)) return false;
  const { $metadata, code } = thrown;
  const status = $metadata?.httpStatusCode ?? 0;
  return (status >= 400 && status < 500) || NEVER_SENT.has(String(code)) || isUntrustedPeer(code);
}

/** Whether IAM throttled an attempt. */
export function isThrottling(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { name, $metadata }: SdkError = thrown;
  return THROTTLING_CODES.has(name) || $metadata?.httpStatusCode === 429;
}

/**
 * Translates an error of the SDK into an `IamError`. Returns every other error unchanged: a bug of ours is not IAM's failure.
 */
export function toIamError(action: string, thrown: unknown, kind: "read" | "write" = "read"): unknown {
  if (!(thrown instanceof Error) || thrown instanceof IamError) return thrown;
  const error: SdkError = thrown;
  const status = error.$metadata?.httpStatusCode;
  const requestId = error.$metadata?.requestId;
  const isSettled = wasNotDone(error) || thrown instanceof CallNotSent || isProviderError(error);
  const mayBeDone = kind === "write" && (!isSettled || error.followsUnknown === true);
  const { cause: unreachable, advice = error.advice } = unreachableOf(error) ?? {};
  const build = (failure: IamFailure, code?: string) =>
    new IamError(error.message, { failure, action, code, requestId, mayBeDone, unreachable, advice }, thrown);

  if (TIMEOUT_NAMES.has(error.name) && !LOST_CONNECTION.has(error.code)) return build("timeout");
  if (unreachable === undefined && isUnreadable(error)) {
    return unreadableResponse({ action, requestId, mayBeDone }, thrown);
  }
  const answered = error.$fault !== undefined && status !== undefined;
  if (!answered) return advice !== undefined || wasOutOfReach(error) ? build("unavailable") : thrown;

  const code = error.name.replace(/Exception$/, "");
  if (unreachable === "NOT_IAM") return build("unavailable");
  if (unreachable !== undefined) return build("unavailable", code);
  if (isThrottling(thrown)) return build("throttled", code);
  if (DENIED_CODES.has(error.name)) return build("access-denied", code);
  if (UNAUTHENTICATED_CODES.has(code)) return build("unauthenticated", code);
  if (status >= 500 || FAILURE_CODES.has(code)) return build("unavailable", code);
  if (code === "NoSuchEntity") return build("no-such-entity", code);
  return build("rejected", code);
}

/**
 * Attributes a ValidationError of a read to its marker, unless the text names another member of the input, such as
 * `pathPrefix`. IAM has many texts for a bad marker (`Invalid Marker.`, `Marker and Filter do not match`).
 * @returns the same error, or one with failure `invalid-marker`
 */
export function withMarkerFault(error: unknown, input: object): unknown {
  const hasMarker = "Marker" in input && input.Marker !== undefined;
  if (!hasMarker || !(error instanceof IamError) || error.code !== "ValidationError") return error;
  const { message, action, code, requestId, cause } = error;
  const names = (member: string) => new RegExp(`\\b${member}\\b`, "i").test(message);
  if (!names("Marker") && Object.keys(input).some(names)) return error;
  return new IamError(message, { failure: "invalid-marker", action, code, requestId }, cause);
}

/** Whether the connection failed, or the response was not IAM's. */
function wasOutOfReach(error: SdkError): boolean {
  return (
    error.$responseBodyText !== undefined ||
    (typeof error.code === "string" &&
      /^(E[A-Z]+|ERR_SSL_|ERR_TLS_|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO)/.test(error.code))
  );
}
