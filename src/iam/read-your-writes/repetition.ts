/** The limits within which a request repeats its calls: see `Usage`. */
export interface Bounds {
  /** Milliseconds since the same moment as the clock's. */
  readonly deadline: number;
  readonly callsLeft: number;
}

/** No limits. */
export const UNBOUNDED: Bounds = { deadline: Number.POSITIVE_INFINITY, callsLeft: Number.POSITIVE_INFINITY };

/** The result of one call. */
export type Attempt<Answer> = { readonly answer: Answer } | { readonly error: unknown };

/** No call is repeated so shortly before the deadline, because its response would come too late. */
const DEADLINE_MARGIN_MS = 1000;
const MIN_PAUSE_MS = 50;
const MAX_PAUSE_MS = 1000;

/**
 * Repeats a call while there is time left, with pauses that double. Resolves or rejects as the last call.
 * @param call is given whether it is the first time
 * @param timeLeft for how long to go on after an attempt, in milliseconds; it may throw
 */
export async function repeatWhile<Answer>(
  call: (isFirst: boolean) => Promise<Answer>,
  timeLeft: (attempt: Attempt<Answer>) => number,
  options: {
    readonly bounds: Bounds;
    /** Milliseconds since some fixed moment. */
    readonly now: () => number;
    readonly sleep: (milliseconds: number) => Promise<unknown>;
  },
): Promise<Answer> {
  const { bounds, now, sleep } = options;
  let isFirst = true;
  for (let pause = MIN_PAUSE_MS; ; pause = Math.min(2 * pause, MAX_PAUSE_MS)) {
    const attempt: Attempt<Answer> = await call(isFirst).then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    );
    isFirst = false;
    const left = Math.min(timeLeft(attempt), bounds.deadline - DEADLINE_MARGIN_MS - now());
    if (left > 0 && bounds.callsLeft > 0) {
      await sleep(Math.min(pause, left));
      continue;
    }
    if ("error" in attempt) throw attempt.error;
    return attempt.answer;
  }
}
