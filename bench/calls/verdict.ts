import { BUDGET } from "./budget.ts";
import type { Result } from "./contest.ts";
import type { Row } from "./row.ts";

/** Calls that a window may contain in addition to the rate: the burst, and the first call. */
export const FULL_WINDOW = BUDGET.burst + 1;

/** The targets that the gateway missed in a row; empty if it met all. */
export type Verdict = readonly string[];

/** Checks a run of the gateway: the right response, the number of calls, the budget, and no throttling. */
export function judgeCalls(row: Row, { calls, fault }: Result): Verdict {
  const summaries = calls.byAction["GetAccountSummary"] ?? 0;
  const forPlanning = Math.min(1, Math.max(0, summaries - (row.summaries ?? 0)));
  const verdict: string[] = [];
  if (fault !== undefined) verdict.push(fault);
  if (calls.total > row.atMost + forPlanning) verdict.push(`expected ${row.atMost} calls, but got: ${calls.total}`);
  for (const [action, atMost] of Object.entries(row.atMostOf ?? {})) {
    const got = calls.byAction[action] ?? 0;
    if (got > atMost) verdict.push(`expected ${atMost} calls of ${action}, but got: ${got}`);
  }
  if (calls.throttled > 0) verdict.push(`${calls.throttled} calls were throttled`);
  if (calls.fullestWindow > FULL_WINDOW) {
    const { perSecond } = BUDGET;
    const got = calls.fullestWindow.toFixed(1);
    verdict.push(`expected ${FULL_WINDOW} + ${perSecond} t calls in t seconds, but got: ${got} + ${perSecond} t`);
  }
  return verdict;
}

/** Compares the times: the gateway may take 1.2 times as long as the script, or 50 ms longer. A row without a script has no time target. */
export function judgeTime(gateway: Result, script: Result | undefined): Verdict {
  if (script === undefined) return [];
  const most = Math.max(script.milliseconds * 1.2, script.milliseconds + 50);
  if (gateway.milliseconds <= most) return [];
  return [`expected ${most.toFixed(0)} ms, but got: ${gateway.milliseconds.toFixed(0)} ms`];
}
