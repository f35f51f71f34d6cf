import { PROXY_REFUSED } from "../../platform/proxy-settings.ts";
import { isUnreadableAnswer } from "../calls/unreadable-responses.ts";
import {
  CallNotSent,
  isProviderError,
  isUntrustedPeer,
  type SdkFailure,
  type UnreachableCause,
  unreachableOf,
} from "./unreachable.ts";

/** Why IAM gave no answer to what was asked. */
export type IamFailure =
  | "no-such-entity"
  /** IAM refused a call that carried a marker, and did not blame another member. */
  | "invalid-marker"
  | "throttled"
  | "access-denied"
  /** IAM does not take the gateway's credentials, signature or clock. */
  | "unauthenticated"
  | "unavailable"
  | "timeout"
  | "rejected";

export interface IamErrorDetails {
  readonly failure: IamFailure;
  /** The operation that was called, such as `ListUsers`. */
  readonly action: string;
  /** IAM's own code without the SDK's suffix, such as `NoSuchEntity`; absent where IAM did not answer. */
  readonly code?: string;
  /** IAM's request id; absent where IAM did not answer. */
  readonly requestId?: string;
  /** Of a write: whether it may have been done all the same, for IAM did not say that it was not. @default false */
  readonly mayBeDone?: boolean;
  /** In how many milliseconds to ask again, where that is known. */
  readonly retryAfterMs?: number;
  /** Of `unavailable`: why IAM was not reached, where that is known. */
  readonly unreachable?: UnreachableCause | undefined;
  /** What is wrong and what to do, in words that callers may read. */
  readonly advice?: string | undefined;
}

/** A call that IAM did not answer as asked. `message` is IAM's own text, which may show who the gateway is to IAM. */
export class IamError extends Error {
  override readonly name = "IamError";
  readonly failure: IamFailure;
  readonly action: string;
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  readonly mayBeDone: boolean;
  readonly retryAfterMs: number | undefined;
  readonly unreachable: UnreachableCause | undefined;
  readonly advice: string | undefined;

  constructor(message: string, details: IamErrorDetails, cause?: unknown) {
    super(message, { cause });
    this.failure = details.failure;
    this.action = details.action;
    this.code = details.code;
    this.requestId = details.requestId;
    this.mayBeDone = details.mayBeDone ?? false;
    this.retryAfterMs = details.retryAfterMs;
    this.unreachable = details.unreachable;
    this.advice = details.advice;
  }
}

/** True where IAM answered that the thing asked for does not exist. */
export function isNoSuchEntity(error: unknown): error is IamError {
  return error instanceof IamError && error.failure === "no-such-entity";
}

/** Gives `null` for "IAM has no such entity" and passes every other failure on. */
export async function nullIfAbsent<Value>(value: Promise<Value>): Promise<Value | null> {
  try {
    return await value;
  } catch (error) {
    if (isNoSuchEntity(error)) return null;
    throw error;
  }
}

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

/** Of these network errors the request never left this machine. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  PROXY_REFUSED,
]);
/** The SDK calls these time-outs, too. */
const LOST_CONNECTION: ReadonlySet<unknown> = new Set(["ECONNRESET", "EPIPE"]);

interface SdkError extends SdkFailure {
  readonly $metadata?: SdkFailure["$metadata"] & { readonly requestId?: string };
  /** Set by `retryOnlyWithoutHarm`: an earlier attempt may have been done. */
  readonly followsUnknown?: boolean;
  /** Set by this gateway's client: see `IamErrorDetails`. */
  readonly advice?: string;
}

/** Whether what was thrown for an attempt says that IAM refused it, or never heard of it. */
export function wasNotDone(thrown: Pick<SdkError, "$metadata" | "code">): boolean {
  if (isUnreadableAnswer(thrown)) return false;
  const { $metadata, code } = thrown;
  const status = $metadata?.httpStatusCode ?? 0;
  return (status >= 400 && status < 500) || NEVER_SENT.has(String(code)) || isUntrustedPeer(code);
}

/** Whether what was thrown for an attempt says that IAM was asked too often. */
export function isThrottling(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { name, $metadata }: SdkError = thrown;
  return THROTTLING_CODES.has(name) || $metadata?.httpStatusCode === 429;
}

/**
 * Translates what the SDK threw for `action` into an `IamError`. What neither IAM, nor the network, nor the credentials
 * are to blame for (a fault of our own) is handed back as it is.
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
  if (unreachable === undefined && isUnreadableAnswer(error)) {
    return unreadableAnswer({ action, requestId, mayBeDone }, thrown);
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
 * The error of a read that carried `input`. A ValidationError is the marker's fault unless its text names another member of
 * the input, such as `pathPrefix`: a bad marker has many texts (`Invalid Marker.`, `Marker and Filter do not match`).
 */
export function withMarkerFault(error: unknown, input: object): unknown {
  const hasMarker = "Marker" in input && input.Marker !== undefined;
  if (!hasMarker || !(error instanceof IamError) || error.code !== "ValidationError") return error;
  const { message, action, code, requestId, cause } = error;
  const names = (member: string) => new RegExp(`\\b${member}\\b`, "i").test(message);
  if (!names("Marker") && Object.keys(input).some(names)) return error;
  return new IamError(message, { failure: "invalid-marker", action, code, requestId }, cause);
}

/** The error for an answer that cannot be read. Its text quotes nothing: the answer may hold a secret. */
export function unreadableAnswer(
  details: Pick<IamErrorDetails, "action" | "requestId" | "mayBeDone">,
  cause: unknown,
): IamError {
  const reason = cause instanceof Error ? cause.name : typeof cause;
  const message = `${details.action} answered in a way that cannot be read (${reason})`;
  return new IamError(message, { ...details, failure: "unavailable" }, cause);
}

/** The error for an answer without a member that IAM always sends. */
export function missingMember(action: string, member: string): IamError {
  return new IamError(`${action} answered without ${member}, which IAM always sends`, {
    failure: "unavailable",
    action,
    // The entity may have been created, even if the answer is not IAM's.
    mayBeDone: action.startsWith("Create"),
  });
}

/** No connection, no credentials to sign with, or an answer that is not IAM's. */
function wasOutOfReach(error: SdkError): boolean {
  return (
    error.$responseBodyText !== undefined ||
    (typeof error.code === "string" &&
      /^(E[A-Z]+|ERR_SSL_|ERR_TLS_|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO)/.test(error.code))
  );
}
