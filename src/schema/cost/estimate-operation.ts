import { type DocumentNode, type GraphQLSchema, getOperationAST } from "graphql";
import { bulkReasons, type Calls, callOf } from "./calls.ts";
import { CostReader } from "./cost-reader.ts";

/** The estimated calls of one IAM operation. */
export interface ActionEstimate {
  readonly action: string;
  readonly least: number;
  readonly most: number;
  readonly why: string;
}

/** The number of IAM calls that an operation will make. */
export interface Estimate {
  /** In an empty account: a call of each action that root fields make. */
  readonly least: number;
  /**
   * In an account whose lists are as long as IAM's default quotas allow, if every requested entity exists. Look-ups that
   * a bulk read can replace count as the bulk read if that takes fewer calls. MFA devices that are not virtual can take a
   * call for each user in addition; `byAction` includes these.
   */
  readonly most: number;
  /** The most calls by action, for any plan. Their sum can exceed `most`, because no plan makes all of them. */
  readonly byAction: Readonly<Record<string, number>>;
  readonly calls: readonly ActionEstimate[];
}

export interface OperationEstimate {
  readonly iamCalls: Estimate;
  /** The most entities that the operation's connections can return, multiplied through nesting. */
  readonly nodes: number;
}

export interface Operation {
  readonly schema: GraphQLSchema;
  /** Validated. */
  readonly document: DocumentNode;
  readonly operationName?: string | null;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Estimates the cost of an operation before it runs, in time linear in the size of its document. A repeated selection
 * counts twice, unless the same call reads both. Short pages and retried calls are not counted.
 */
export function estimateOperation(operation: Operation): OperationEstimate {
  const definition = getOperationAST(operation.document, operation.operationName);
  if (!definition) return { iamCalls: { least: 0, most: 0, byAction: {}, calls: [] }, nodes: 0 };
  const reader = new CostReader(operation);
  const rootType = operation.schema.getRootType(definition.operation);
  if (!rootType) throw new Error(`The schema has no ${definition.operation}`);
  const cost = reader.costOf(definition.selectionSet, rootType);
  return { iamCalls: estimateOf(cost.calls, [...reader.callingFields(rootType)]), nodes: cost.nodes };
}

function estimateOf(calls: Calls, ofRootFields: readonly Calls[]): Estimate {
  const rows = new Map<string, { least: number; most: number; why: Set<string> }>();
  const add = (action: string, most: number, why: string | undefined) => {
    const row = rows.get(action) ?? { least: 0, most: 0, why: new Set<string>() };
    rows.set(action, row);
    row.most += most;
    if (why !== undefined) row.why.add(why);
  };
  let most = 0;
  // Bulk reads that serve several kinds of look-ups are made once. Some are needed, others are only possible.
  const [needed, possible] = [new Map<string, number>(), new Map<string, number>()];
  for (const [kind, count] of calls) {
    const { action, why, atMost = Number.POSITIVE_INFINITY, bulk } = callOf(kind);
    const each = Math.min(count, atMost);
    if (each === 0) continue;
    add(action, each, why);
    const inBulk = bulk ? sum(Object.values(bulk)) : Number.POSITIVE_INFINITY;
    if (each <= inBulk) most += each;
    // A single look-up is never replaced by a bulk read.
    if (each > 1) mergeInto(possible, bulk);
    if (each > inBulk) mergeInto(needed, bulk);
  }
  for (const [action, count] of possible) add(action, count, bulkReasons[action]);
  // Root fields that make the same call may ask for the same entity, and share it.
  for (const own of ofRootFields) {
    const [first] = own.keys();
    const row = first && rows.get(callOf(first).action);
    if (row) row.least = Math.min(1, row.most);
  }
  const sorted = [...rows].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const least = Math.min(sum(sorted.map(([, row]) => row.least)), most + sum(needed.values()));
  return {
    least,
    most: most + sum(needed.values()),
    byAction: Object.fromEntries(sorted.map(([action, row]) => [action, row.most])),
    calls: sorted.map(([action, row]) => ({ action, least: row.least, most: row.most, why: [...row.why].join("; ") })),
  };
}

function mergeInto(calls: Map<string, number>, more: Readonly<Record<string, number>> = {}): void {
  for (const [action, count] of Object.entries(more)) calls.set(action, Math.max(calls.get(action) ?? 0, count));
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
