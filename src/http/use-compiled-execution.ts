import type { Plugin } from "@envelop/core";
import { type ExecutionArgs, type GraphQLSchema, getOperationAST, getVariableValues, OperationTypeNode } from "graphql";
import { type CompiledDocument, createCompiledDocument } from "./compiled-execution/compiled-document.ts";
import { createDateText } from "./compiled-execution/date-text.ts";
import { createDocumentCache } from "./limits/document-cache.ts";

export interface CompiledExecutionOptions {
  /** The schema that is served. */
  readonly schema: GraphQLSchema;
  /** Of the documents that are kept compiled, all in all. @default 100000 */
  readonly mostCharacters?: number;
}

/**
 * Compiled, a field takes about a kilobyte, and fragments can make any number of them from little text. No document that
 * spells its fields out comes near one in four characters.
 */
const CHARACTERS_OF_A_FIELD = 4;

/**
 * Executes queries that come again compiled: the first time a document is interpreted, from the second on it runs by a
 * plan of its fields. What cannot be compiled (see `createCompiledDocument`) is always interpreted. It wraps the executor
 * that it finds; plugins that wrap execution come behind it.
 */
export function useCompiledExecution<Context extends Record<string, unknown>>({
  schema,
  mostCharacters = 100_000,
}: CompiledExecutionOptions): Plugin<Context> {
  // By text. "once": it was executed, and not compiled yet.
  const documents = createDocumentCache<CompiledDocument | "once">(mostCharacters);
  const textOf = createDateText();
  return {
    onExecute({ executeFn, setExecuteFn }) {
      setExecuteFn((args: ExecutionArgs) => executeCompiled(args) ?? executeFn(args));
    },
  };

  function executeCompiled(args: ExecutionArgs) {
    const document = find(args);
    if (document === undefined) return undefined;
    const definitions = getOperationAST(args.document, args.operationName)?.variableDefinitions ?? [];
    const { coerced } = getVariableValues(schema, definitions, args.variableValues ?? {}, { maxErrors: 1 });
    // What is wrong with the variables, the interpreter tells.
    return coerced && document.find(args.operationName, coerced)?.(args, coerced);
  }

  function find(args: ExecutionArgs): CompiledDocument | undefined {
    const text = args.document.loc?.source.body;
    const isQuery = getOperationAST(args.document, args.operationName)?.operation === OperationTypeNode.QUERY;
    if (text === undefined || !isQuery || args.schema !== schema || args.fieldResolver || args.typeResolver)
      return undefined;
    const known = documents.get(text);
    if (known !== "once" && known !== undefined) return known;
    if (known === undefined) {
      documents.set(text, "once");
      return undefined;
    }
    const made = createCompiledDocument(args.document, {
      schema,
      textOf,
      mostFields: text.length / CHARACTERS_OF_A_FIELD,
    });
    documents.set(text, made);
    return made;
  }
}
