import type { Plugin } from "@envelop/core";
import { type GraphQLError, getOperationAST, getVariableValues, OperationTypeNode } from "graphql";
import { type Context, estimateOperation } from "../../schema/index.ts";
import { createDocumentCache } from "./document-cache.ts";
import type { Limits } from "./limits.ts";
import { tooExpensive } from "./refusal.ts";

type Operation = Parameters<typeof estimateOperation>[0];

/** Of operations that were found to be within the limits: their documents and variables. */
const MOST_REMEMBERED_CHARACTERS = 500_000;

/** Refuses an operation that asks for too many entities, or would call IAM too often, before any of it runs. */
export function useCostLimits(limits: Limits): Plugin<Context> {
  // What passed once passes again: the estimate is made of the document and its variables alone.
  const passed = createDocumentCache<true>(MOST_REMEMBERED_CHARACTERS);
  return {
    onExecute({ args: { schema, document, operationName, variableValues }, setResultAndStopExecution }) {
      const definition = getOperationAST(document, operationName);
      const { coerced } = getVariableValues(schema, definition?.variableDefinitions ?? [], variableValues ?? {}, {
        maxErrors: 1,
      });
      // What is wrong with the variables, execution tells.
      if (coerced === undefined) return;
      const operation = { schema, document, operationName, variables: coerced };
      // What mutations are sent with may be secret, such as codes.
      const key = definition?.operation === OperationTypeNode.QUERY ? keyOf(operation) : undefined;
      if (key !== undefined && passed.get(key)) return;
      const fault = findCostFault(operation, limits);
      if (fault) setResultAndStopExecution({ errors: [fault] });
      else if (key !== undefined) passed.set(key, true);
    },
  };
}

/** Of coerced variables: as they were sent, they may nest deeper than JSON can be made of them. */
function keyOf({ document, operationName, variables }: Operation): string | undefined {
  const text = document.loc?.source.body;
  return text && `${JSON.stringify([operationName, variables])} ${text}`;
}

function findCostFault(operation: Operation, { maxNodes, maxIamCalls }: Limits): GraphQLError | undefined {
  const { nodes, iamCalls } = estimateOperation(operation);
  if (nodes > maxNodes) {
    const message = `The operation asks for up to ${nodes} entities: expected at most ${maxNodes}. Ask for smaller pages.`;
    return tooExpensive(message, { came: nodes, limit: maxNodes });
  }
  if (iamCalls.most > maxIamCalls) {
    const message = `The operation takes up to ${iamCalls.most} IAM calls: expected at most ${maxIamCalls}. Ask for smaller pages, or for less of each entity.`;
    const { least, most, byAction } = iamCalls;
    return tooExpensive(message, { estimate: { least, most, byAction }, limit: maxIamCalls });
  }
  return undefined;
}
