import type { Plugin } from "@envelop/core";
import { type DocumentNode, type ExecutionArgs, visit } from "graphql";
import type { YogaInitialContext } from "graphql-yoga";
import { measureDocument } from "../../../graphql/index.ts";
import { type Context, estimateOperation } from "../../../schema/index.ts";
import { isQuery, operationOf } from "../../request/operation.ts";
import { responseTypesOf } from "../response-type/response-types.ts";

const DIRECTIVES: ReadonlySet<string> = new Set(["defer", "stream"]);
/** Each part takes memory, and has a path and a label in the response. */
const MAX_PARTS = 20_000;

/**
 * Answers queries with `@defer` and `@stream` in parts if the request accepts parts. Other operations are answered as a whole,
 * which GraphQL allows: mutations, whose responses are stored as one, and queries with possibly more than 20,000 parts.
 * Yoga's plugin validates the directives, and the compiled execution creates the parts.
 */
export function useIncrementalDelivery(): Plugin<Context & YogaInitialContext> {
  // Documents without the directives, by document. A document that is sent again is the same object, from the document cache.
  const wholes = new WeakMap<DocumentNode, DocumentNode>();
  const wholeOf = (document: DocumentNode) => {
    const whole = wholes.get(document) ?? withoutDirectives(document);
    wholes.set(document, whole);
    return whole;
  };
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      // An unchanged document has no such directive.
      if (wholeOf(args.document) === args.document) return;
      if (isQuery(args) && takesParts(args.contextValue.request) && maxPartsOf(args) <= MAX_PARTS) return;
      setExecuteFn((args: ExecutionArgs) => executeFn({ ...args, document: wholeOf(args.document) }));
    },
  };
}

/** Whether a request accepts a response in parts, and does not prefer a whole one. */
export function takesParts(request: Request): boolean {
  return responseTypesOf(request).parts !== undefined;
}

/** The highest possible number of parts, without the first. */
function maxPartsOf(args: ExecutionArgs): number {
  const operation = operationOf(args);
  // `useVariables` has rejected invalid variables.
  if (operation === undefined) return 0;
  const { parts } = measureDocument(args.document);
  return parts * Math.max(estimateOperation(operation).nodes, 1);
}

function withoutDirectives(document: DocumentNode): DocumentNode {
  return visit(document, { Directive: ({ name }) => (DIRECTIVES.has(name.value) ? null : undefined) });
}
