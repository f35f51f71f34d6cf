import type { Call } from "./iam-server.ts";

/**
 * By how many calls an action was called too often: the most, over all windows of t seconds, that there were beyond 31 + 15 t.
 * 0 or less: never.
 */
export function callsBeyondBudget(calls: readonly Call[]): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const ofAction of Map.groupBy(calls, ({ action }) => action).values()) {
    const times = ofAction.map(({ time }) => time / 1000).toSorted((one, other) => one - other);
    for (const [from, begun] of times.entries()) {
      for (let to = from; to < times.length; to++) {
        most = Math.max(most, to - from + 1 - (31 + 15 * ((times[to] ?? 0) - begun)));
      }
    }
  }
  return most;
}
