import { type GraphQLField, getNamedType, isCompositeType } from "graphql";
import type { Context } from "../context.ts";
import { nameOf } from "../names.ts";
import { asking, type Calls } from "./calls.ts";
import { type Cost, dearestOf, NO_COST, sumOf, times } from "./cost.ts";
import { callsTelling, type Fact } from "./facts.ts";
import type { Arguments, FieldCost } from "./field-cost.ts";
import { fieldCosts } from "./field-costs.ts";

export interface SelectedField {
  readonly typename: string;
  readonly field: GraphQLField<unknown, Context>;
  readonly args: Arguments;
  /** What is selected of an object of the answer, by its type; empty for a leaf. */
  readonly below: ReadonlyMap<string, Cost>;
}

/** Fields of connections that are about the page. */
const ofPages: ReadonlySet<string> = new Set(["nodes", "edges", "pageInfo"]);

/** What a mutation makes that declares nothing else: its write, and a read that goes with it. */
const CALLS_OF_MUTATION = 2;

export interface FieldReading {
  /** For one object that has the field, with all that is selected below it. */
  readonly cost: Cost;
  /** The calls of the field itself. */
  readonly own: Calls;
}

export function costOfField({ typename, field, args, below }: SelectedField): FieldReading {
  const declared = fieldCosts[`${typename}.${nameOf(field)}`] ?? undeclared(typename, field);
  const { needs = [], calls, count, size, types, passesOn } = declared;
  const selected = dearestOf([...below.values()]);
  const { nodes, objects = nodes } = size?.(args) ?? { nodes: 0, objects: 1 };
  const instead = declared.instead?.(args, selected.needs);
  const knows = instead?.knows ?? declared.knows;
  const isConnection = count !== undefined;
  // Where only the count is selected, no page is asked for.
  const asked = isConnection && !selected.pages ? undefined : (instead?.calls ?? calls?.(args));
  const own: Calls = asked ?? new Map();

  const each = types ? [...types(args)] : [["", 1] as const];
  const answers = each.map(([type, share]): Cost => {
    const cost = (types ? below.get(type) : selected) ?? NO_COST;
    const toldBy = knows === undefined ? NO_COST : askedFor(cost.needs, knows);
    // Shares are of `objects`, where the field tells types; otherwise all are of one.
    const number = types ? share : objects;
    const nodesBelow = (types ? share : size ? nodes : 1) * cost.nodes;
    return { ...sumOf([times(number, cost.calls), times(number, toldBy.calls)]), nodes: nodesBelow };
  });
  const cost = sumOf([
    { calls: own, nodes, needs: new Set(needs), counts: field.name === "totalCount", pages: ofPages.has(field.name) },
    ...answers,
    ...(isConnection && selected.counts ? [{ ...NO_COST, calls: count(args) }] : []),
    // What nobody between here and the answer's objects knows has to be known of the object that has this field.
    knows === undefined ? { ...NO_COST, needs: passed(selected.needs, passesOn), counts: selected.counts } : NO_COST,
  ]);
  // A page that is empty by request asks for nothing.
  return { cost, own: size === undefined || nodes > 0 ? own : new Map() };
}

function undeclared(typename: string, field: GraphQLField<unknown, Context>): FieldCost {
  const knows = isCompositeType(getNamedType(field.type)) ? [] : undefined;
  if (typename !== "Mutation") return { knows };
  const { iamOperation, iamCalls }: { iamOperation?: unknown; iamCalls?: unknown } = field.extensions;
  const action = typeof iamOperation === "string" ? iamOperation : nameOf(field);
  const most = (args: Arguments) => (typeof iamCalls === "function" ? Number(iamCalls(args)) : CALLS_OF_MUTATION);
  return { knows, calls: (args) => asking(`write:${action}`, most(args)) };
}

/** The calls that tell what is needed and not known; facts that one call tells, by one call. */
function askedFor(needs: ReadonlySet<Fact>, known: readonly Fact[]): Cost {
  const kinds = callsTelling([...needs].filter((fact) => !known.includes(fact)));
  return { ...NO_COST, calls: new Map([...kinds].map((kind) => [kind, 1])) };
}

function passed(needs: ReadonlySet<Fact>, passesOn: FieldCost["passesOn"] = {}): ReadonlySet<Fact> {
  return new Set([...needs].map((fact) => passesOn[fact] ?? fact));
}
