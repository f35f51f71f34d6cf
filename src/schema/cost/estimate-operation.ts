import { type DocumentNode, type GraphQLSchema, getOperationAST } from "graphql";
import { askedBy } from "./calls.ts";
import type { Cost } from "./cost.ts";
import { CostReader } from "./cost-reader.ts";

/** IAM calls that an operation will make. */
export interface Estimate {
  /** In an account that has nothing in it. */
  readonly least: number;
  /** Where IAM's lists are as long as its default quotas let them become, and all that is asked for is there. */
  readonly most: number;
  /** The most, by IAM's operation. */
  readonly byAction: Readonly<Record<string, number>>;
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
  if (!definition) return { iamCalls: { least: 0, most: 0, byAction: {} }, nodes: 0 };
  const reader = new CostReader(operation);
  const rootType = operation.schema.getRootType(definition.operation);
  if (!rootType) throw new Error(`The schema has no ${definition.operation}`);
  const cost = reader.costOf(definition.selectionSet, rootType);
  const byAction = callsByAction(cost);
  return {
    iamCalls: {
      least: Math.min(reader.callingFields(rootType), sum(Object.values(byAction))),
      most: sum(Object.values(byAction)),
      byAction,
    },
    nodes: cost.nodes,
  };
}

function callsByAction({ calls }: Cost): Record<string, number> {
  const byAction: Record<string, number> = {};
  for (const [kind, count] of calls) {
    const { action, atMost = Number.POSITIVE_INFINITY } = askedBy(kind);
    if (count > 0) byAction[action] = (byAction[action] ?? 0) + Math.min(count, atMost);
  }
  return byAction;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
