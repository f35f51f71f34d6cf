import { type DocumentNode, type GraphQLSchema, getOperationAST } from "graphql";
import { askedBy, bulkReasons, type Calls } from "./calls.ts";
import { CostReader } from "./cost-reader.ts";

/** The calls of one of IAM's operations. */
export interface ActionEstimate {
  readonly action: string;
  readonly least: number;
  readonly most: number;
  readonly why: string;
}

/** IAM calls that an operation will make. */
export interface Estimate {
  /** In an account that has nothing in it. */
  readonly least: number;
  /**
   * Where IAM's lists are as long as its default quotas let them become, and all that is asked for is there. Where many
   * look-ups can be answered in bulk, that counts as bulk if it is fewer.
   */
  readonly most: number;
  /** The most, by IAM's operation, whichever of several ways is gone: in all they are more than `most`. */
  readonly byAction: Readonly<Record<string, number>>;
  readonly calls: readonly ActionEstimate[];
}

export interface OperationEstimate {
  readonly iamCalls: Estimate;
  /** The most entities that its connections can answer with, multiplied through nesting. */
  readonly nodes: number;
}

export interface Operation {
  readonly schema: GraphQLSchema;
  /** Valid. */
  readonly document: DocumentNode;
  readonly operationName?: string | null;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Estimates what an operation will cost, before it runs, in time linear to its document. What is selected twice counts
 * twice, unless IAM tells both by the same call; what a short page or a repeated call may cost besides is not counted.
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
  // What several kinds of look-ups are answered by in bulk is read once, whether it is needed or only possible.
  const [needed, possible] = [new Map<string, number>(), new Map<string, number>()];
  for (const [kind, count] of calls) {
    const { action, why, atMost = Number.POSITIVE_INFINITY, bulk } = askedBy(kind);
    const each = Math.min(count, atMost);
    if (each === 0) continue;
    add(action, each, why);
    const inBulk = bulk ? sum(Object.values(bulk)) : Number.POSITIVE_INFINITY;
    if (each <= inBulk) most += each;
    // One alone is never asked for in bulk.
    if (each > 1) mergeInto(possible, bulk);
    if (each > inBulk) mergeInto(needed, bulk);
  }
  for (const [action, count] of possible) add(action, count, bulkReasons[action]);
  for (const own of ofRootFields) {
    const [first] = own.keys();
    const row = first && rows.get(askedBy(first).action);
    if (row) row.least = Math.min(row.least + 1, row.most);
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
