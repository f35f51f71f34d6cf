import type { UnreachableCause } from "./unreachable.ts";

/** Why a call to IAM failed. */
export type IamFailure =
  | "no-such-entity"
  /** IAM refused a call that carried a marker, and did not blame another member. */
  | "invalid-marker"
  | "throttled"
  | "access-denied"
  /** IAM rejected the gateway's credentials, signature or clock. */
  | "unauthenticated"
  | "unavailable"
  | "timeout"
  /** IAM refused the call for another reason; `code` has it. */
  | "rejected";

/** The properties of an `IamError`. */
export interface IamErrorDetails {
  readonly failure: IamFailure;
  /** The operation that was called, such as `ListUsers`. */
  readonly action: string;
  /** IAM's own code without the SDK's suffix, such as `NoSuchEntity`; absent if IAM did not respond. */
  readonly code?: string;
  /** IAM's request id; absent if IAM did not respond. */
  readonly requestId?: string;
  /** Of a write: whether the change may have been applied although the call failed. @default false */
  readonly mayBeDone?: boolean;
  /** After how many milliseconds to try again, if that is known. */
  readonly retryAfterMs?: number;
  /** Of `unavailable`: why IAM was not reached, if that is known. */
  readonly unreachable?: UnreachableCause | undefined;
  /** What is wrong and what to do, in words that callers may read. */
  readonly advice?: string | undefined;
}

/** A failed call. `message` is IAM's own text, which can show the gateway's identity in IAM. */
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

/** Whether IAM reported that the requested entity does not exist. */
export function isNoSuchEntity(error: unknown): error is IamError {
  return error instanceof IamError && error.failure === "no-such-entity";
}

/** Turns "no such entity" into `null`. Rejects with every other failure. */
export async function nullIfAbsent<Value>(value: Promise<Value>): Promise<Value | null> {
  try {
    return await value;
  } catch (error) {
    if (isNoSuchEntity(error)) return null;
    throw error;
  }
}

/** The error for a response that cannot be read. Its text quotes nothing, because the response can contain a secret. */
export function unreadableResponse(
  details: Pick<IamErrorDetails, "action" | "requestId" | "mayBeDone">,
  cause: unknown,
): IamError {
  const reason = cause instanceof Error ? cause.name : typeof cause;
  const message = `${details.action} returned an unreadable response (${reason})`;
  return new IamError(message, { ...details, failure: "unavailable" }, cause);
}

/** The error for a response without a member that IAM always sends. */
export function missingMember(action: string, member: string): IamError {
  return new IamError(`${action} returned a response without ${member}, which IAM always sends`, {
    failure: "unavailable",
    action,
    // The entity may have been created, even if the response is not IAM's.
    mayBeDone: action.startsWith("Create"),
  });
}
