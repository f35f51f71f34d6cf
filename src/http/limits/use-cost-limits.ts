import type { Plugin } from "@envelop/core";
import { type ExecutionArgs, type GraphQLError, getOperationAST, getVariableValues } from "graphql";
import { type Context, estimateOperation } from "../../schema/index.ts";
import { createDocumentCache } from "./document-cache.ts";
import type { Limits } from "./limits.ts";
import { tooExpensive } from "./refusal.ts";

/** Of operations that were found to be within the limits: their documents and variables. */
const MOST_REMEMBERED_CHARACTERS = 500_000;

/** Refuses an operation that asks for too many entities, or would call IAM too often, before any of it runs. */
export function useCostLimits(limits: Limits): Plugin<Context> {
  // What passed once passes again: the estimate is made of the document and its variables alone.
  const passed = createDocumentCache<true>(MOST_REMEMBERED_CHARACTERS);
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const key = keyOf(args);
      if (key !== undefined && passed.get(key)) return;
      const fault = findCostFault(args, limits);
      if (fault) setResultAndStopExecution({ errors: [fault] });
      else if (key !== undefined) passed.set(key, true);
    },
  };
}

function keyOf({ document, operationName, variableValues }: ExecutionArgs): string | undefined {
  const text = document.loc?.source.body;
  return text && `${JSON.stringify([operationName, variableValues])} ${text}`;
}

function findCostFault(
  { schema, document, operationName, variableValues }: ExecutionArgs,
  { maxNodes, maxIamCalls }: Limits,
): GraphQLError | undefined {
  const definition = getOperationAST(document, operationName);
  const { coerced } = getVariableValues(schema, definition?.variableDefinitions ?? [], variableValues ?? {}, {
    maxErrors: 1,
  });
  // What is wrong with the variables, execution tells.
  if (coerced === undefined) return undefined;
  const { nodes, iamCalls } = estimateOperation({ schema, document, operationName, variables: coerced });
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
