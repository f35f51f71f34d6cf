import type { CallKind, Calls } from "./calls.ts";
import type { Fact } from "./facts.ts";

/**
 * The cost of a selection per object. It is linear in the number of objects, so a fragment's cost does not depend on where
 * the fragment is spread.
 */
export interface Cost {
  readonly calls: Calls;
  /** The number of entities in connections. */
  readonly nodes: number;
  /** Facts that the selection needs about the object. */
  readonly needs: ReadonlySet<Fact>;
  /** Whether the selection is on a connection and includes `totalCount`. */
  readonly counts: boolean;
  /** Whether the selection is on a connection and includes something of its page. */
  readonly pages: boolean;
}

export const NO_COST: Cost = { calls: new Map(), nodes: 0, needs: new Set(), counts: false, pages: false };

/** The cost of several selections on the same object. */
export function sumOf(costs: readonly Cost[]): Cost {
  if (costs.length === 1 && costs[0]) return costs[0];
  const calls = new Map<CallKind, number>();
  const needs = new Set<Fact>();
  let [nodes, counts, pages] = [0, false, false];
  for (const cost of costs) {
    for (const [kind, count] of cost.calls) calls.set(kind, (calls.get(kind) ?? 0) + count);
    for (const fact of cost.needs) needs.add(fact);
    nodes += cost.nodes;
    counts ||= cost.counts;
    pages ||= cost.pages;
  }
  return { calls, needs, nodes, counts, pages };
}

/** An upper bound for the cost of an object of one of several types. */
export function maxOf(costs: readonly Cost[]): Cost {
  if (costs.length <= 1) return costs[0] ?? NO_COST;
  const calls = new Map<CallKind, number>();
  for (const cost of costs) {
    for (const [kind, count] of cost.calls) calls.set(kind, Math.max(calls.get(kind) ?? 0, count));
  }
  return { ...sumOf(costs), calls, nodes: Math.max(0, ...costs.map(({ nodes }) => nodes)) };
}

/** The cost of making `calls` `count` times. */
export function times(count: number, calls: Calls): Cost {
  if (count === 0 || calls.size === 0) return NO_COST;
  return { ...NO_COST, calls: new Map(calls.entries().map(([kind, each]) => [kind, each * count])) };
}
