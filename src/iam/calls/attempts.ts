/** As much of a command's middleware as is used here. */
export interface Stack {
  addRelativeTo(
    middleware: <Attempt, Answer>(next: (attempt: Attempt) => Promise<Answer>) => (attempt: Attempt) => Promise<Answer>,
    place: { readonly name: string; readonly relation: "before" | "after"; readonly toMiddleware: string },
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
  /**
   * Called before each attempt, which is sent once the promise resolves. If it rejects before a retry, the attempt before
   * was the last. The function that it returns is called when the attempt has ended.
   */
  readonly onAttempt: (isRetry: boolean) => Promise<() => void>;
  readonly onError: (thrown: unknown) => void;
  /** Takes the `Date` header of each answer that has one, errors included. */
  readonly onDate: (date: string) => void;
}

/** Stands between the SDK's signing and the wire, for one command, and sees each attempt. */
export function watchAttempts(stack: Stack, { onAttempt, onError, onDate }: AttemptWatch): void {
  let failed: { readonly with: unknown } | undefined;
  stack.addRelativeTo(
    (next) => async (attempt) => {
      let ended: () => void;
      try {
        ended = await onAttempt(failed !== undefined);
      } catch (error) {
        throw failed ? new LastAttempt(failed.with) : error;
      }
      try {
        const answer = await next(attempt);
        observeDate(answer, "response", onDate);
        return answer;
      } catch (error) {
        observeDate(error, "$response", onDate);
        failed = { with: error };
        onError(error);
        throw error;
      } finally {
        ended();
      }
    },
    { name: "watchAttempts", relation: "after", toMiddleware: "httpSigningMiddleware" },
  );
}

/** The SDK hands answers through as `response`, and attaches them to errors as `$response`. */
function observeDate(holder: unknown, member: "response" | "$response", onDate: (date: string) => void): void {
  const date = memberOf(memberOf(memberOf(holder, member), "headers"), "date");
  if (typeof date === "string") onDate(date);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
