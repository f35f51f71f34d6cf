import type { GraphQLField } from "graphql";
import type { CallKind, Calls } from "./calls.ts";
import { type Cost, maxOf, NO_COST, sumOf, times } from "./cost.ts";
import { callsFor, type Fact } from "./facts.ts";
import type { Arguments, FieldCost } from "./field-cost.ts";
import { costOf } from "./field-cost-plugin.ts";

export interface SelectedField {
  readonly field: GraphQLField<unknown, unknown>;
  readonly args: Arguments;
  /** The selection's cost per returned object, by entity or type; empty for a leaf. */
  readonly below: ReadonlyMap<string, Cost>;
}

/** Fields of connections that need a page. */
const pageFields: ReadonlySet<string> = new Set(["nodes", "edges", "pageInfo"]);

export interface FieldReading {
  /** The cost for one object that has the field, with everything selected below it. */
  readonly cost: Cost;
  /** The calls of the field itself. */
  readonly own: Calls;
}

/** The cost of one selected field. */
export function costOfField({ field, args, below }: SelectedField): FieldReading {
  const declared = costOf(field);
  const { needs = [], count, size, types, passesOn } = declared;
  const selected = maxOf([...below.values()]);
  const { nodes, objects = nodes } = size?.(args) ?? { nodes: 0, objects: 1 };
  const instead = declared.instead?.(args, selected.needs);
  const knows = instead?.knows ?? declared.knows;
  const isConnection = count !== undefined;
  // No page is read if only the count is selected.
  const readsPage = !isConnection || selected.pages;
  const own: Calls = (readsPage ? (instead?.calls ?? declared.calls?.(args)) : undefined) ?? new Map();

  const each = types ? [...types(args)] : [["", 1] as const];
  const returned = each.map(([type, share]): Cost => {
    const cost = (types ? below.get(type) : selected) ?? NO_COST;
    const missing = knows === undefined ? NO_COST : callsForMissing(cost.needs, knows);
    // Shares are of `objects` if the field names types; otherwise all objects have the same type.
    const number = types ? share : objects;
    const nodesBelow = (types ? share : size ? nodes : 1) * cost.nodes;
    return { ...sumOf([times(number, cost.calls), times(number, missing.calls)]), nodes: nodesBelow };
  });
  const cost = sumOf([
    {
      calls: own,
      nodes,
      needs: new Set(needs),
      counts: field.name === "totalCount",
      pages: pageFields.has(field.name),
    },
    ...returned,
    ...(isConnection && selected.counts ? [{ ...NO_COST, calls: count(args) }] : []),
    // Facts that no field between here and the returned objects knows are needed of the object that has this field.
    knows === undefined ? { ...NO_COST, needs: passed(selected.needs, passesOn), counts: selected.counts } : NO_COST,
  ]);
  // An empty page, as requested by `first: 0`, makes no call.
  return { cost, own: size === undefined || nodes > 0 ? own : new Map() };
}

/** One call of each kind that reads facts which are needed and not known. */
function callsForMissing(needs: ReadonlySet<Fact>, known: readonly Fact[]): Cost {
  const kinds = callsFor([...needs].filter((fact) => !known.includes(fact)));
  return { ...NO_COST, calls: new Map<CallKind, number>([...kinds].map((kind) => [kind, 1])) };
}

function passed(needs: ReadonlySet<Fact>, passesOn: FieldCost["passesOn"] = new Map()): ReadonlySet<Fact> {
  return new Set([...needs].map((fact) => passesOn.get(fact) ?? fact));
}
