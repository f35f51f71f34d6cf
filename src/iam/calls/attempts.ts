import { FinalAttemptError } from "../errors/index.ts";

/** The part of a command's middleware stack that is used here. */
export interface Stack {
  addRelativeTo(
    middleware: <Attempt, Response>(
      next: (attempt: Attempt) => Promise<Response>,
    ) => (attempt: Attempt) => Promise<Response>,
    position: { readonly name: string; readonly relation: "before" | "after"; readonly toMiddleware: string },
  ): void;
}

/** Called for each attempt of a command. */
export interface AttemptObserver {
  /**
   * Called before each attempt, which is sent once the promise resolves. If it rejects before a retry, the call fails with the
   * error of the previous attempt. The function that it resolves to is called when the attempt has ended.
   */
  readonly onAttempt: (isRetry: boolean) => Promise<() => void>;
  readonly onError: (thrown: unknown) => void;
  /** Called with the `Date` header of each response that has one, errors included. */
  readonly onDate: (date: string) => void;
}

/** Observes each attempt of one command, between the SDK's signing and the network. */
export function observeAttempts(stack: Stack, { onAttempt, onError, onDate }: AttemptObserver): void {
  let failed: { readonly with: unknown } | undefined;
  stack.addRelativeTo(
    (next) => async (attempt) => {
      let ended: () => void;
      try {
        ended = await onAttempt(failed !== undefined);
      } catch (error) {
        throw failed ? new FinalAttemptError(failed.with) : error;
      }
      try {
        const output = await next(attempt);
        observeDate(output, "response", onDate);
        return output;
      } catch (error) {
        observeDate(error, "$response", onDate);
        failed = { with: error };
        onError(error);
        throw error;
      } finally {
        ended();
      }
    },
    { name: "observeAttempts", relation: "after", toMiddleware: "httpSigningMiddleware" },
  );
}

/** The SDK passes a response on as `response`, and attaches it to an error as `$response`. */
function observeDate(holder: unknown, member: "response" | "$response", onDate: (date: string) => void): void {
  const date = memberOf(memberOf(memberOf(holder, member), "headers"), "date");
  if (typeof date === "string") onDate(date);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
