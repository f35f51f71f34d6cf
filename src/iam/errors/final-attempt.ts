/** Wraps an error so that the SDK's retry strategy does not retry it: the SDK finds nothing retryable in the wrapper. */
export class FinalAttemptError extends Error {
  /** What the attempt failed with. It is not `cause`, because the SDK looks for reasons to retry there. */
  readonly thrown: unknown;

  constructor(thrown: unknown) {
    super("the final attempt of a call failed");
    this.thrown = thrown;
  }
}

/** The error that a call failed with, without the wrapper. */
export function unwrapFinalAttempt(error: unknown): unknown {
  return error instanceof FinalAttemptError ? unwrapFinalAttempt(error.thrown) : error;
}
