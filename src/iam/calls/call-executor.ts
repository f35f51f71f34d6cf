import type {
  $Command,
  IAMClient,
  IAMClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from "@aws-sdk/client-iam";
import type { AccountIdentity } from "../account/index.ts";
import { type Budget, BudgetExhausted, type ConnectionSlots, NoFreeConnection } from "../budget/index.ts";
import {
  IamCallsExhausted,
  IamError,
  isThrottling,
  toIamError,
  unreadableResponse,
  unwrapFinalAttempt,
  withMarkerFault,
} from "../errors/index.ts";
import type { IamClock } from "../iam-clock.ts";
import type { Usage } from "../usage.ts";
import { observeAttempts } from "./attempts.ts";
import type { LatencyStatistics } from "./latency-statistics.ts";
import { type Freshness, type SharedReads, TimeShareExhausted } from "./shared-reads.ts";
import { markUnreadableResponses } from "./unreadable-responses.ts";
import { rejectWebPages } from "./web-pages.ts";

/** A command of the SDK. */
export type Command<In extends ServiceInputTypes, Out extends ServiceOutputTypes> = $Command<
  In,
  Out,
  IAMClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes
>;

/** The class of a command of the SDK. */
export type CommandClass<In extends ServiceInputTypes, Out extends ServiceOutputTypes> = new (
  input: In,
) => Command<In, Out>;

/** What all requests of one process share to call IAM. */
export interface SharedCallState {
  readonly client: IAMClient;
  /**
   * The time limit of one call, in milliseconds: with its retries, without the wait for the budget. A read also gets at most
   * `SHARE_OF_TIME` of the time that its request has left.
   */
  readonly timeoutMs: number;
  readonly budget: Budget;
  readonly connections: ConnectionSlots;
  readonly latencyStatistics: LatencyStatistics;
  readonly sharedReads: SharedReads;
  readonly clock: IamClock;
  readonly account: AccountIdentity;
}

/** The share of a request's remaining time that one read, or its replacement, may take. The rest is for other fields. */
export const SHARE_OF_TIME = 0.5;

/** Calls IAM for one request: counts each call, limits its time and translates its errors. */
export interface CallExecutor {
  /** Reads, or shares an equal read: see `SharedReads`. Rejects with `IamError` or `IamCallsExhausted`. */
  read<In extends ServiceInputTypes, Out extends ServiceOutputTypes, Answer extends object>(
    action: string,
    command: CommandClass<In, Out>,
    input: In,
    toAnswer: (output: Out) => Answer,
    /** @default "recent" */
    freshness?: Freshness,
  ): Promise<Answer>;
  /** Writes, and invalidates earlier reads. Rejects with `IamError` or `IamCallsExhausted`. */
  write<In extends ServiceInputTypes, Out extends ServiceOutputTypes>(
    action: string,
    command: Command<In, Out>,
    options: {
      /** The name, id or ARN that the write concerns; never a secret. */
      readonly target: string;
      /** The read operations whose responses can change. */
      readonly invalidates: readonly string[];
    },
  ): Promise<Out>;
}

/** Creates the executor of a request; its calls are recorded in `usage`. */
export function createCallExecutor(
  { client, timeoutMs, budget, connections, latencyStatistics, sharedReads, clock, account }: SharedCallState,
  usage: Usage,
): CallExecutor {
  const slot = { caller: usage.caller, request: usage, deadline: usage.deadline };

  async function call<In extends ServiceInputTypes, Out extends ServiceOutputTypes>(
    action: string,
    command: Command<In, Out>,
    target?: string,
  ): Promise<Out> {
    if (target === undefined) usage.called(action);
    else usage.wrote(action, target);
    const late = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    let share = Number.POSITIVE_INFINITY;
    let begun = Number.NaN;
    rejectWebPages(command.middlewareStack);
    markUnreadableResponses(command.middlewareStack, target === undefined ? undefined : `${action}Response`);
    observeAttempts(command.middlewareStack, {
      // The last middleware before the network, so that calls are sent as far apart as the budget admits them.
      async onAttempt(isRetry) {
        if (isRetry) usage.retried(action);
        try {
          usage.waited(await budget.admit(action, slot));
        } catch (error) {
          if (!isRetry) usage.refused(action);
          throw error;
        }
        if (timer === undefined) {
          if (target === undefined) share = SHARE_OF_TIME * Math.max(0, usage.deadline - performance.now());
          timer = setTimeout(() => late.abort(), Math.min(timeoutMs, share));
        }
        const release = await connections.take(action, slot, late.signal);
        begun = latencyStatistics.now();
        return release;
      },
      onError(thrown) {
        if (!isThrottling(thrown)) return;
        budget.throttled(action);
        usage.throttled(action);
      },
      onDate: (date) => clock.observe(date),
    });
    try {
      const output = await client.send(command, { abortSignal: late.signal });
      latencyStatistics.succeeded(action, latencyStatistics.now() - begun);
      usage.answered(action, output.$metadata.requestId);
      account.learnFrom(output);
      return output;
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
      const error = translate(action, unwrapFinalAttempt(rejection), kind);
      usage.failed(action, error instanceof IamError ? error : undefined);
      if (error instanceof IamError && error.failure === "access-denied") latencyStatistics.denied(action);
      throw error;
    }
  }

  function invalidate(actions: readonly string[]): void {
    sharedReads.invalidate(actions);
    latencyStatistics.forgetSummary();
  }

  return {
    read: (action, Command, input, toAnswer, freshness = "recent") =>
      sharedReads.read({
        action,
        input,
        usage,
        freshness: freshness === "recent" && usage.fresh ? "own" : freshness,
        // Creates the command only if it is sent: most reads join an equal one.
        call: () =>
          translated(action, "read", async () =>
            converted(action, toAnswer, await call(action, new Command(input))),
          ).catch((error: unknown) => {
            throw withMarkerFault(error, input);
          }),
      }),

    async write(action, command, { target, invalidates }) {
      invalidate(invalidates);
      try {
        return await translated(action, "write", () => call(action, command, target));
      } finally {
        invalidate(invalidates);
      }
    },
  };
}

function translate(action: string, thrown: unknown, kind: "read" | "write"): unknown {
  if (thrown instanceof BudgetExhausted) return toBudgetError(action, thrown);
  if (thrown instanceof NoFreeConnection) {
    return new IamError(thrown.message, { failure: "timeout", action }, new TimeShareExhausted());
  }
  return toIamError(action, thrown, kind);
}

/** Converts the SDK's output. @throws IamError with failure `unavailable` if the conversion fails for any reason */
function converted<Out, Answer>(action: string, toAnswer: (output: Out) => Answer, output: Out): Answer {
  try {
    return toAnswer(output);
  } catch (error) {
    throw error instanceof IamError ? error : unreadableResponse({ action, mayBeDone: false }, error);
  }
}

function tooSlow(action: string): IamError {
  const details = { failure: "timeout", action } as const;
  return new IamError(`${action} took more than half of the time left`, details, new TimeShareExhausted());
}

/** The error of a call that the budget did not admit: throttled if waiting helps, too expensive if it does not. */
export function toBudgetError(action: string, exhausted: BudgetExhausted): IamError | IamCallsExhausted {
  const { retryAfterMs, maxCalls } = exhausted;
  if (retryAfterMs === undefined) return new IamCallsExhausted(action, { reason: "rate", limit: maxCalls });
  const message = `${action} was not called: the account's call budget is used up`;
  return new IamError(message, { failure: "throttled", action, retryAfterMs }, exhausted);
}
