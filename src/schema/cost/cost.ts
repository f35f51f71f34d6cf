import type { CallKind, Calls } from "./calls.ts";
import type { Fact } from "./facts.ts";

/**
 * What a selection costs for each object that it is made of. It is linear: of n objects, n times as much; so that what a
 * fragment costs does not depend on where it is spread.
 */
export interface Cost {
  readonly calls: Calls;
  /** Entities in connections. */
  readonly nodes: number;
  /** What has to be known of the object. */
  readonly needs: ReadonlySet<Fact>;
  /** Whether this is of a connection whose `totalCount` is selected. */
  readonly counts: boolean;
  /** Whether this is of a connection of whose page something is selected. */
  readonly pages: boolean;
}

export const NO_COST: Cost = { calls: new Map(), nodes: 0, needs: new Set(), counts: false, pages: false };

/** The cost of selections side by side. */
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

/** The most that one of several can cost, of which only one comes. */
export function dearestOf(costs: readonly Cost[]): Cost {
  if (costs.length <= 1) return costs[0] ?? NO_COST;
  const calls = new Map<CallKind, number>();
  for (const cost of costs) {
    for (const [kind, count] of cost.calls) calls.set(kind, Math.max(calls.get(kind) ?? 0, count));
  }
  return { ...sumOf(costs), calls, nodes: Math.max(0, ...costs.map(({ nodes }) => nodes)) };
}

/** So many times `calls`, as a cost. */
export function times(count: number, calls: Calls): Cost {
  if (count === 0 || calls.size === 0) return NO_COST;
  return { ...NO_COST, calls: new Map(calls.entries().map(([kind, each]) => [kind, each * count])) };
}
