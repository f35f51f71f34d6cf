import type { Plugin } from "@envelop/core";
import { type DocumentNode, type ExecutionArgs, visit } from "graphql";
import type { YogaInitialContext } from "graphql-yoga";
import { measureDocument } from "../../../graphql/index.ts";
import { type Context, estimateOperation } from "../../../schema/index.ts";
import { isQuery, operationOf } from "../../request/operation.ts";
import { responseTypesOf } from "../response-type/response-types.ts";

const DIRECTIVES: ReadonlySet<string> = new Set(["defer", "stream"]);
/** Each takes its own memory, and its path and label in the answer. */
const MAX_PARTS = 20_000;

/**
 * Answers queries with `@defer` and `@stream` in parts, where the request says by its `accept` that it takes parts. All else
 * is answered whole, as GraphQL lets a service do: mutations too, whose answers are written down as one, and what could come to
 * more than 20,000 parts. Yoga's own plugin validates the directives; the compiled execution makes the parts.
 */
export function useIncrementalDelivery(): Plugin<Context & YogaInitialContext> {
  // By document, the same without the directives: one that is asked for again is the same object (see the document cache).
  const wholes = new WeakMap<DocumentNode, DocumentNode>();
  const wholeOf = (document: DocumentNode) => {
    const whole = wholes.get(document) ?? withoutDirectives(document);
    wholes.set(document, whole);
    return whole;
  };
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      // What is left as it is has none.
      if (wholeOf(args.document) === args.document) return;
      if (isQuery(args) && takesParts(args.contextValue.request) && maxPartsOf(args) <= MAX_PARTS) return;
      setExecuteFn((args: ExecutionArgs) => executeFn({ ...args, document: wholeOf(args.document) }));
    },
  };
}

/** Whether a request accepts an answer in parts, and does not prefer a whole one. */
export function takesParts(request: Request): boolean {
  return responseTypesOf(request).parts !== undefined;
}

/** How many parts there can be, apart from the first. */
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
