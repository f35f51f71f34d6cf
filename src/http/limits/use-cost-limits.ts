import type { Plugin } from "@envelop/core";
import type { GraphQLError } from "graphql";
import { measureDocument } from "../../graphql/index.ts";
import { type Context, estimateOperation } from "../../schema/index.ts";
import { canonicalRequest } from "../request/canonical-request.ts";
import { createDocumentCache } from "../request/document-cache.ts";
import { isQuery, type Operation, operationOf } from "../request/operation.ts";
import { fittingPageSize } from "./fitting-page-size.ts";
import type { Limits } from "./limits.ts";
import { tooExpensive } from "./refusal.ts";

/** Total length of the documents and variables of operations that are known to be within the limits. */
const MAX_REMEMBERED_CHARACTERS = 500_000;

/** Estimated bytes of a field of one entity in a response: its name and a value, which can be a list of a few tags. */
const BYTES_PER_FIELD = 64;
/** Estimated bytes of an introspection field with the fields and arguments of all types. */
const BYTES_PER_INTROSPECTION = 65_536;
/**
 * A response is expected to be large above this share of the maximum size. By default that is 1 MiB; a page of 1,000 users
 * without lists has about 700 kB.
 */
const LARGE_SHARE = 1 / 16;

export interface CostLimits {
  /** Rejects an operation whose estimate has too many entities or IAM calls, before it runs. */
  readonly plugin: Plugin<Context>;
  /** The estimated bytes of the response of an operation; undefined if it is not large. */
  readonly largeBytesOf: (context: Context) => number | undefined;
}

export function useCostLimits(limits: Limits): CostLimits {
  // The estimate depends only on the document and its variables, so equal operations share one.
  const passed = createDocumentCache<number>(MAX_REMEMBERED_CHARACTERS);
  const large = new WeakMap<Context, number>();
  const expect = (context: Context, bytes: number) => {
    if (bytes > limits.maxResponseBytes * LARGE_SHARE) large.set(context, Math.min(bytes, limits.maxResponseBytes));
  };
  const plugin: Plugin<Context> = {
    onExecute({ args, setResultAndStopExecution }) {
      const { document, operationName, variableValues, contextValue } = args;
      const text = document.loc?.source.body;
      // Variables of mutations can be secret, such as codes.
      const key =
        text !== undefined && isQuery(args)
          ? canonicalRequest({ document: text, operationName, variables: variableValues })
          : undefined;
      const known = key === undefined ? undefined : passed.get(key);
      if (known !== undefined) {
        expect(contextValue, known);
        return;
      }
      const operation = operationOf(args);
      // `useVariables` has rejected invalid variables.
      if (operation === undefined) return;
      const estimate = estimateOperation(operation);
      const error = findCostError(operation, estimate, limits);
      if (error) {
        setResultAndStopExecution({ errors: [error] });
        return;
      }
      const { fields, introspections } = measureDocument(document);
      const bytes = estimate.nodes * fields * BYTES_PER_FIELD + introspections * BYTES_PER_INTROSPECTION;
      expect(contextValue, bytes);
      if (key !== undefined) passed.set(key, bytes);
    },
  };
  return { plugin, largeBytesOf: (context) => large.get(context) };
}

function findCostError(
  operation: Operation,
  { nodes, iamCalls }: ReturnType<typeof estimateOperation>,
  { maxNodes, maxIamCalls }: Limits,
): GraphQLError | undefined {
  if (nodes <= maxNodes && iamCalls.mostPlanned <= maxIamCalls) return undefined;
  const pageSize = fittingPageSize(operation, (smaller) => {
    const estimate = estimateOperation(smaller);
    return estimate.nodes <= maxNodes && estimate.iamCalls.mostPlanned <= maxIamCalls;
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
  const { least, most, mostPlanned, byAction } = iamCalls;
  const message = `The operation takes up to ${mostPlanned} IAM calls; the limit is ${maxIamCalls}. ${remedy}`;
  return tooExpensive(message, { estimate: { least, most, byAction }, limit: maxIamCalls, ...details });
}
