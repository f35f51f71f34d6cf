/** Within what one request repeats its calls: see `Ledger`. */
export interface Bounds {
  /** Milliseconds since the same moment as the clock's. */
  readonly deadline: number;
  /** How many calls it may still make. */
  readonly left: number;
}

export const UNBOUNDED: Bounds = { deadline: Number.POSITIVE_INFINITY, left: Number.POSITIVE_INFINITY };

/** The result of one call. */
export type Attempt<Answer> = { readonly answer: Answer } | { readonly error: unknown };

/** Nothing is repeated so shortly before the deadline: the answer would come too late. */
const DEADLINE_MARGIN_MS = 1000;
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;

/**
 * Runs again while there is time left, with pauses that double. Resolves or rejects as the last run.
 * @param run is given whether it is the first time
 * @param timeLeft how long to go on after an attempt, in milliseconds; it may throw
 */
export async function repeatWhile<Answer>(
  run: (isFirst: boolean) => Promise<Answer>,
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
  for (let pause = SHORTEST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    const attempt: Attempt<Answer> = await run(isFirst).then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    );
    isFirst = false;
    const left = Math.min(timeLeft(attempt), bounds.deadline - DEADLINE_MARGIN_MS - now());
    if (left > 0 && bounds.left > 0) {
      await sleep(Math.min(pause, left));
      continue;
    }
    if ("error" in attempt) throw attempt.error;
    return attempt.answer;
  }
}
