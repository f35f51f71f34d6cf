import { BUDGET } from "./budget.ts";
import type { Result } from "./contest.ts";
import type { Row } from "./row.ts";

/** The allowed calls of a window in addition to the refill: the burst, and the call whose token the first moment refills. */
export const FULL_WINDOW = BUDGET.burst + 1;

/** The failures of a row's gateway; empty if there are none. */
export type Verdict = readonly string[];

/** Checks a round of the gateway: the right response, the number of calls, the budget, and no throttled call. */
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

/** Checks that the gateway takes at most 1.2 times the script's time, or 50 ms longer. Without a script, any time passes. */
export function judgeTime(gateway: Result, script: Result | undefined): Verdict {
  if (script === undefined) return [];
  const most = Math.max(script.milliseconds * 1.2, script.milliseconds + 50);
  if (gateway.milliseconds <= most) return [];
  return [`expected ${most.toFixed(0)} ms, but got: ${gateway.milliseconds.toFixed(0)} ms`];
}
