import { type DocumentNode, type GraphQLSchema, getOperationAST } from "graphql";
import { knowledge } from "../../iam-model/knowledge.ts";
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
   * a bulk read can replace count as the bulk read if that takes fewer calls.
   */
  readonly most: number;
  /**
   * `most` without look-ups of objects that the bulk reads and the credential report do not cover. Few accounts need many
   * of them, so `IAMQL_MAX_IAM_CALLS` rejects an operation by this number.
   */
  readonly mostPlanned: number;
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
  if (!definition) return { iamCalls: { least: 0, most: 0, mostPlanned: 0, byAction: {}, calls: [] }, nodes: 0 };
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
  const [planned, completed] = [new Plan(), new Plan()];
  const possible = new Map<string, number>();
  for (const [kind, count] of calls) {
    const { action, why, atMost = Number.POSITIVE_INFINITY, bulk, completedBy, madeBy } = callOf(kind);
    const each = Math.min(count, atMost);
    if (each === 0 || (madeBy !== undefined && calls.has(madeBy))) continue;
    add(action, each, why);
    planned.add(each, bulk);
    // A single look-up is never replaced by a bulk read.
    if (each > 1) mergeInto(possible, bulk);
    if (completedBy === undefined || (bulk && each === 1)) {
      completed.add(each, bulk);
      continue;
    }
    const completing = Math.min(count, completedBy.atMost);
    mergeInto(possible, completedBy.after);
    if (completedBy.action !== action) add(completedBy.action, completing, completedBy.why);
    completed.add(bulk ? completing : each + completing);
    completed.addBulk({ ...bulk, ...completedBy.after });
  }
  for (const [action, count] of possible) add(action, count, bulkReasons[action]);
  const rootCalls = ofRootFields.flatMap((own) => [...own.keys()].slice(0, 1)).map(callOf);
  for (const { action, bulk = {} } of rootCalls) {
    const row = rows.get(action);
    // A list that another root field reads can contain the entity, and replace the look-up.
    const isListed = rootCalls.some(
      (other) => other.action !== action && Object.hasOwn(knowledge, other.action) && Object.hasOwn(bulk, other.action),
    );
    // Root fields that make the same call may ask for the same entity, and share it.
    if (row && !isListed) row.least = Math.min(1, row.most);
  }
  const sorted = [...rows].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return {
    least: Math.min(sum(sorted.map(([, row]) => row.least)), planned.calls),
    most: completed.calls,
    mostPlanned: planned.calls,
    byAction: Object.fromEntries(sorted.map(([action, row]) => [action, row.most])),
    calls: sorted.map(([action, row]) => ({ action, least: row.least, most: row.most, why: [...row.why].join("; ") })),
  };
}

/** The number of calls of look-ups and bulk reads together. */
class Plan {
  #lookUps = 0;
  /** By action: a bulk read that serves several kinds of look-ups is made once. */
  readonly #bulk = new Map<string, number>();

  get calls(): number {
    return this.#lookUps + sum(this.#bulk.values());
  }

  /** Adds look-ups, or the bulk reads that replace them if these are fewer. */
  add(lookUps: number, bulk?: Readonly<Record<string, number>>): void {
    if (bulk && lookUps > sum(Object.values(bulk))) this.addBulk(bulk);
    else this.#lookUps += lookUps;
  }

  addBulk(bulk?: Readonly<Record<string, number>>): void {
    mergeInto(this.#bulk, bulk);
  }
}

function mergeInto(calls: Map<string, number>, more: Readonly<Record<string, number>> = {}): void {
  for (const [action, count] of Object.entries(more)) calls.set(action, Math.max(calls.get(action) ?? 0, count));
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
