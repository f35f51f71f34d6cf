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
  /** Of the documents that are kept compiled, all in all. @default 100000 */
  readonly mostCharacters?: number;
}

/**
 * Compiled, a field takes about a kilobyte, and fragments can make any number of them from little text. No document that
 * spells its fields out comes near one in four characters.
 */
const CHARACTERS_OF_A_FIELD = 4;

/**
 * Executes operations by a plan of their fields. The plan of a query is kept from its second execution on, because most documents
 * are sent once only; that of a mutation is not kept, because its text can contain codes. Requests that cannot be
 * executed, such as for their variables, are left to the executor that it finds. Plugins that wrap execution come after it.
 */
export function useCompiledExecution<Context extends ExecutedRequest>({
  schema,
  bounds,
  mostCharacters = 100_000,
}: CompiledExecutionOptions): Plugin<Context> {
  // By text. "once": it was executed, and its plan was not kept.
  const documents = createDocumentCache<CompiledDocument | "once">(mostCharacters);
  // A document that is answered in parts has the same text where it is answered whole, without the directives.
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
