import type { Plugin } from "@envelop/core";
import { type GraphQLError, getOperationAST, getVariableValues, OperationTypeNode } from "graphql";
import { type Context, estimateOperation } from "../../schema/index.ts";
import { canonicalRequest } from "../request/canonical-request.ts";
import { createDocumentCache } from "./document-cache.ts";
import { fittingPageSize } from "./fitting-page-size.ts";
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
      const text = document.loc?.source.body;
      // What mutations are sent with may be secret, such as codes.
      const key =
        text !== undefined && definition?.operation === OperationTypeNode.QUERY
          ? canonicalRequest({ document: text, operationName, variables: variableValues })
          : undefined;
      if (key !== undefined && passed.get(key)) return;
      const { coerced } = getVariableValues(schema, definition?.variableDefinitions ?? [], variableValues ?? {}, {
        maxErrors: 1,
      });
      // Invalid variables were refused before: see `useVariables`.
      if (coerced === undefined) return;
      const operation = { schema, document, operationName, variables: coerced };
      const fault = findCostFault(operation, limits);
      if (fault) setResultAndStopExecution({ errors: [fault] });
      else if (key !== undefined) passed.set(key, true);
    },
  };
}

function findCostFault(operation: Operation, { maxNodes, maxIamCalls }: Limits): GraphQLError | undefined {
  const { nodes, iamCalls } = estimateOperation(operation);
  if (nodes <= maxNodes && iamCalls.most <= maxIamCalls) return undefined;
  const pageSize = fittingPageSize(operation, (smaller) => {
    const estimate = estimateOperation(smaller);
    return estimate.nodes <= maxNodes && estimate.iamCalls.most <= maxIamCalls;
  });
  const remedy =
    pageSize === undefined
      ? "Request smaller pages, or fewer fields of each entity."
      : `Request pages of at most ${pageSize}.`;
  const details = pageSize === undefined ? {} : { pageSize };
  if (nodes > maxNodes) {
    const message = `The operation selects up to ${nodes} entities; the limit is ${maxNodes}. ${remedy}`;
    return tooExpensive(message, { came: nodes, limit: maxNodes, ...details });
  }
  const { least, most, byAction } = iamCalls;
  const message = `The operation takes up to ${most} IAM calls; the limit is ${maxIamCalls}. ${remedy}`;
  return tooExpensive(message, { estimate: { least, most, byAction }, limit: maxIamCalls, ...details });
}
