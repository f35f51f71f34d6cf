export { type ExhaustedReason, IamCallsExhausted } from "./calls-exhausted.ts";
export { FinalAttemptError, unwrapFinalAttempt } from "./final-attempt.ts";
export {
  IamError,
  type IamErrorDetails,
  type IamFailure,
  isNoSuchEntity,
  missingMember,
  nullIfAbsent,
  unreadableResponse,
} from "./iam-error.ts";
export { asksForMfaSession } from "./mfa-session.ts";
export { isThrottling, toIamError, wasNotDone, withMarkerFault } from "./sdk-errors.ts";
export {
  CallNotSent,
  isExpiredSession,
  isProviderError,
  isUnknownToken,
  type SdkFailure,
  saysExpired,
  type UnreachableCause,
  unreachableAdvice,
  unreachableOf,
  WebPageError,
} from "./unreachable.ts";
export { isUnreadable, markUnreadable } from "./unreadable-errors.ts";
