import type { Plugin } from "@envelop/core";
import type { DocumentNode, ExecutionArgs, GraphQLSchema } from "graphql";
import type { ExecutedRequest, ExecutionBounds } from "../../graphql/index.ts";
import { type CompiledDocument, createCompiledDocument, createDateText, readDirectives } from "../../graphql/index.ts";
import { createDocumentCache, hasQueriesOnly } from "../request/document-cache.ts";
import { operationOf } from "../request/operation.ts";

export interface CompiledExecutionOptions {
  /** The schema that is served. */
  readonly schema: GraphQLSchema;
  readonly bounds: ExecutionBounds;
  /** Total length of the texts of the documents that are kept compiled. @default 100000 */
  readonly maxCharacters?: number;
}

/**
 * A compiled field takes about a kilobyte, and fragments can make many fields from little text. Documents that spell out
 * their fields have far fewer than one field in four characters.
 */
const CHARACTERS_OF_A_FIELD = 4;

/**
 * Executes operations by a compiled plan of their fields. The plan of a query is kept from its second execution on, because
 * most documents are sent only once. Plans of mutations are not kept, because their text can contain codes. Requests without a
 * valid operation go to the executor that was set before. Plugins that wrap execution must come after this one.
 */
export function useCompiledExecution<Context extends ExecutedRequest>({
  schema,
  bounds,
  maxCharacters = 100_000,
}: CompiledExecutionOptions): Plugin<Context> {
  // By text. "once": executed once, and the plan was not kept.
  const documents = createDocumentCache<CompiledDocument | "once">(maxCharacters);
  // A document has the same text whether it is answered in parts or, with its directives removed, as a whole.
  const inParts = new WeakMap<DocumentNode, boolean>();
  const textOf = createDateText();
  return {
    onExecute({ args: { contextValue }, executeFn, setExecuteFn }) {
      setExecuteFn((args: ExecutionArgs) => executeCompiled(args, contextValue) ?? executeFn(args));
    },
  };

  function executeCompiled(args: ExecutionArgs, request: ExecutedRequest) {
    if (args.schema !== schema || args.fieldResolver || args.typeResolver) return undefined;
    const variables = operationOf(args)?.variables;
    // The other executor reports missing operations and invalid variables.
    if (!variables) return undefined;
    return find(args.document).find(args.operationName, variables)?.(args, variables, request);
  }

  function find(document: DocumentNode): CompiledDocument {
    const text = document.loc?.source.body;
    const key = text !== undefined && isInParts(document) ? `${text} in parts` : text;
    const known = key === undefined ? undefined : documents.get(key);
    if (known !== "once" && known !== undefined) return known;
    const mostFields = (text?.length ?? 0) / CHARACTERS_OF_A_FIELD;
    const made = createCompiledDocument(document, { schema, textOf, bounds, mostFields });
    if (key !== undefined && hasQueriesOnly(document)) documents.set(key, known ? made : "once");
    return made;
  }

  function isInParts(document: DocumentNode): boolean {
    const isIt = inParts.get(document) ?? readDirectives(document).isInParts;
    inParts.set(document, isIt);
    return isIt;
  }
}
