/** As much of a command's middleware as is used here. */
export interface Stack {
  addRelativeTo(
    middleware: <Attempt, Answer>(next: (attempt: Attempt) => Promise<Answer>) => (attempt: Attempt) => Promise<Answer>,
    place: { readonly name: string; readonly relation: "after"; readonly toMiddleware: string },
  ): void;
}

/** An attempt that must stay the last one: the SDK's retries know nothing of it, and so let it through. */
export class LastAttempt extends Error {
  /** Not `cause`: the SDK looks for reasons to retry there. */
  readonly thrown: unknown;

  constructor(thrown: unknown) {
    super("the last attempt of a call");
    this.thrown = thrown;
  }
}

/** What a call really failed with. */
export function thrownAtLast(error: unknown): unknown {
  return error instanceof LastAttempt ? thrownAtLast(error.thrown) : error;
}

export interface AttemptWatch {
  /** Before each attempt behind the first; where it rejects, the attempt before it is the last one. */
  readonly onRetry: () => Promise<void>;
  readonly onError: (thrown: unknown) => void;
}

/** Stands between the SDK's retries and the wire, for one command, and sees each attempt. */
export function watchAttempts(stack: Stack, { onRetry, onError }: AttemptWatch): void {
  let failed: { readonly with: unknown } | undefined;
  stack.addRelativeTo(
    (next) => async (attempt) => {
      if (failed) await onRetry().catch(() => Promise.reject(new LastAttempt(failed?.with)));
      try {
        return await next(attempt);
      } catch (error) {
        failed = { with: error };
        onError(error);
        throw error;
      }
    },
    { name: "watchAttempts", relation: "after", toMiddleware: "retryMiddleware" },
  );
}
