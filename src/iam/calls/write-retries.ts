import {
  ConcurrentModificationException,
  EntityTemporarilyUnmodifiableException,
  LimitExceededException,
} from "@aws-sdk/client-iam";
import { FinalAttemptError, wasNotDone } from "../errors/index.ts";
import type { Stack } from "./attempts.ts";

/**
 * Whether a write may be sent twice. `repeatable`: it sets a state, so sending it again changes nothing. `once`: sending it
 * again fails or does harm, for example creating the same name twice or reusing a pair of MFA codes.
 */
export type Repeat = "repeatable" | "once";

interface Thrown {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  $retryable?: { readonly throttling?: boolean };
  /** Set here: an earlier attempt may have succeeded, so the rejection of this one does not prove that nothing was done. */
  followsUnknown?: boolean;
}

/** Lets the SDK's retries see only those failed attempts of a write that can be repeated without harm. */
export function retrySafely(stack: Stack, repeat: Repeat): void {
  let isUnknown = false;
  stack.addRelativeTo(
    (next) => async (attempt) => {
      try {
        return await next(attempt);
      } catch (error) {
        const thrown = error as Thrown;
        if (isUnknown) thrown.followsUnknown = true;
        isUnknown ||= !wasNotDone(thrown);
        throw judge(thrown, repeat);
      }
    },
    { name: "retrySafely", relation: "after", toMiddleware: "retryMiddleware" },
  );
}

function judge(thrown: Thrown, repeat: Repeat): unknown {
  // The SDK treats this as throttling. In IAM it is a quota, so a retry cannot help.
  if (thrown instanceof LimitExceededException) return new FinalAttemptError(thrown);
  // IAM changed nothing, and recommends a retry (docs).
  if (thrown instanceof ConcurrentModificationException || thrown instanceof EntityTemporarilyUnmodifiableException) {
    Object.assign(thrown, { $retryable: {} });
  }
  return repeat === "repeatable" || wasNotDone(thrown) ? thrown : new FinalAttemptError(thrown);
}
