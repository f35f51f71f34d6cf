import type { Plugin } from "@envelop/core";
import { type DocumentNode, type ExecutionArgs, getOperationAST, OperationTypeNode, visit } from "graphql";
import type { YogaInitialContext } from "graphql-yoga";
import type { Context } from "../../schema/index.ts";

const DIRECTIVES: ReadonlySet<string> = new Set(["defer", "stream"]);
const IN_PARTS = /(?:^|,)\s*(?:multipart\/mixed|text\/event-stream)\s*(?:[;,]|$)/i;

/**
 * Answers queries with `@defer` and `@stream` in parts, where the request says by its `accept` that it takes parts. All else
 * is answered whole, as GraphQL lets a service do: mutations too, whose answers are written down as one. Yoga's own plugin,
 * beside it, validates the directives; its executor knows them.
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
    onExecute({ args: { document, operationName, contextValue }, executeFn, setExecuteFn }) {
      // What is left as it is has none.
      if (wholeOf(document) === document) return;
      const isQuery = getOperationAST(document, operationName)?.operation === OperationTypeNode.QUERY;
      if (isQuery && IN_PARTS.test(contextValue.request.headers.get("accept") ?? "")) return;
      setExecuteFn((args: ExecutionArgs) => executeFn({ ...args, document: wholeOf(args.document) }));
    },
  };
}

function withoutDirectives(document: DocumentNode): DocumentNode {
  return visit(document, { Directive: ({ name }) => (DIRECTIVES.has(name.value) ? null : undefined) });
}
