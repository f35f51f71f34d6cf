import type {
  $Command,
  IAMClient,
  IAMClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from "@aws-sdk/client-iam";
import { type Budget, BudgetExhausted } from "../budget/budget.ts";
import { type Sockets, SocketsBusy } from "../budget/connection-slots.ts";
import { IamError, isThrottling, toIamError, unreadableAnswer, withMarkerFault } from "../errors/sdk-errors.ts";
import type { IamClock } from "../iam-clock.ts";
import { IamCallsExhausted, type Ledger } from "../usage.ts";
import { touchedReads, type WriteName } from "../writes/invalidation.ts";
import { thrownAtLast, watchAttempts } from "./attempts.ts";
import type { Experience } from "./latency-statistics.ts";
import { type Freshness, type SharedReads, TimeShareExhausted } from "./shared-reads.ts";
import { noteUnreadableAnswers } from "./unreadable-responses.ts";
import { refuseWebPages } from "./web-pages.ts";

/** One of the SDK's commands. */
export type Command<In extends ServiceInputTypes, Out extends ServiceOutputTypes> = $Command<
  In,
  Out,
  IAMClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes
>;

/** What makes such a command. */
export type CommandClass<In extends ServiceInputTypes, Out extends ServiceOutputTypes> = new (
  input: In,
) => Command<In, Out>;

/** What all requests of one process call IAM through. */
export interface Account {
  readonly client: IAMClient;
  /**
   * How long one call may take in all, retries included and the wait for its turn not, in milliseconds. A read also may not
   * take more than half of the time that its request has left.
   */
  readonly timeoutMs: number;
  readonly budget: Budget;
  readonly sockets: Sockets;
  readonly experience: Experience;
  readonly sharedReads: SharedReads;
  readonly clock: IamClock;
}

/** The part of the time left that a read, or what replaces it, may take. The rest is for other operations and fields. */
export const SHARE_OF_TIME = 0.5;

/** The one door to IAM, for one request: counts each call, bounds its time and translates what goes wrong. */
export interface Door {
  /** Reads, or waits for an equal read, or gives what one was answered a moment ago. */
  read<In extends ServiceInputTypes, Out extends ServiceOutputTypes, Answer extends object>(
    action: string,
    command: CommandClass<In, Out>,
    input: In,
    toAnswer: (output: Out) => Answer,
    /** @default "recent" */
    freshness?: Freshness,
  ): Promise<Answer>;
  write<In extends ServiceInputTypes, Out extends ServiceOutputTypes>(
    action: WriteName,
    command: Command<In, Out>,
    /** What the write is about; never a secret. */
    target: string,
  ): Promise<Out>;
}

/** A door whose calls are entered in `ledger`. Its calls reject with `IamError`, or with `IamCallsExhausted`. */
export function createDoor(
  { client, timeoutMs, budget, sockets, experience, sharedReads, clock }: Account,
  ledger: Ledger,
): Door {
  const turn = { caller: ledger.caller, request: ledger, deadline: ledger.deadline };

  async function call<In extends ServiceInputTypes, Out extends ServiceOutputTypes>(
    action: string,
    command: Command<In, Out>,
    target?: string,
  ): Promise<Out> {
    if (target === undefined) ledger.called(action);
    else ledger.wrote(action, target);
    const late = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    let share = Number.POSITIVE_INFINITY;
    let begun = Number.NaN;
    refuseWebPages(command.middlewareStack);
    noteUnreadableAnswers(command.middlewareStack, target === undefined ? undefined : `${action}Response`);
    watchAttempts(command.middlewareStack, {
      // As late as can be: what is let through is on the wire at once, as far apart as it was let through.
      async onAttempt(isRetry) {
        if (isRetry) ledger.retried(action);
        try {
          ledger.waited(await budget.pass(action, turn));
        } catch (error) {
          if (!isRetry) ledger.refused(action);
          throw error;
        }
        if (timer === undefined) {
          if (target === undefined) share = SHARE_OF_TIME * Math.max(0, ledger.deadline - performance.now());
          timer = setTimeout(() => late.abort(), Math.min(timeoutMs, share));
        }
        const giveBack = await sockets.take(action, turn, late.signal);
        begun = experience.now();
        return giveBack;
      },
      onError(thrown) {
        if (!isThrottling(thrown)) return;
        budget.throttled(action);
        ledger.throttled(action);
      },
      onDate: (date) => clock.observe(date),
    });
    try {
      const answer = await client.send(command, { abortSignal: late.signal });
      experience.answered(action, experience.now() - begun);
      ledger.answered(action, answer.$metadata.requestId);
      return answer;
    } catch (error) {
      if (late.signal.aborted && share < timeoutMs) throw tooSlow(action);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async function translated<Value>(action: string, kind: "read" | "write", run: () => Promise<Value>): Promise<Value> {
    try {
      return await run();
    } catch (rejection) {
      const thrown = thrownAtLast(rejection);
      const error = toOwnError(action, thrown, kind);
      ledger.failed(action, error instanceof IamError ? error : undefined);
      if (error instanceof IamError && error.failure === "access-denied") experience.denied(action);
      throw error;
    }
  }

  return {
    read: (action, Command, input, toAnswer, freshness = "recent") =>
      sharedReads.read({
        action,
        input,
        ledger,
        freshness: freshness === "recent" && ledger.fresh ? "own" : freshness,
        // Most reads wait for an equal one, and need no command.
        ask: () =>
          translated(action, "read", async () =>
            converted(action, toAnswer, await call(action, new Command(input))),
          ).catch((error: unknown) => {
            throw withMarkerFault(error, input);
          }),
      }),

    async write(action, command, target) {
      const touched = touchedReads[action];
      sharedReads.touched(touched);
      experience.forgetSummary();
      try {
        return await translated(action, "write", () => call(action, command, target));
      } finally {
        sharedReads.touched(touched);
        experience.forgetSummary();
      }
    },
  };
}

function toOwnError(action: string, thrown: unknown, kind: "read" | "write") {
  if (thrown instanceof BudgetExhausted) return throttledByBudget(action, thrown);
  if (thrown instanceof SocketsBusy)
    return new IamError(thrown.message, { failure: "timeout", action }, new TimeShareExhausted());
  return toIamError(action, thrown, kind);
}

/** What an answer says. @throws IamError with failure `unavailable` where it cannot be read, for any reason */
function converted<Out, Answer>(action: string, toAnswer: (output: Out) => Answer, output: Out): Answer {
  try {
    return toAnswer(output);
  } catch (error) {
    throw error instanceof IamError ? error : unreadableAnswer({ action, mayBeDone: false }, error);
  }
}

/** The error of a read that took its part of the time that its request had left. Other requests may have more time. */
function tooSlow(action: string): IamError {
  const details = { failure: "timeout", action } as const;
  return new IamError(`${action} takes more than half of the time left`, details, new TimeShareExhausted());
}

/** The error of a call that the account's budget refused: throttled if waiting helps, and too expensive if not. */
export function throttledByBudget(action: string, exhausted: BudgetExhausted): IamError | IamCallsExhausted {
  const { retryAfterMs, mostCalls } = exhausted;
  if (retryAfterMs === undefined) return new IamCallsExhausted(action, { reason: "rate", limit: mostCalls });
  const message = `${action} was not called: the account's budget of calls is used up`;
  return new IamError(message, { failure: "throttled", action, retryAfterMs }, exhausted);
}
