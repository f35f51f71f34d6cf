import type { Plugin } from "@envelop/core";
import { type DocumentNode, type ExecutionArgs, type GraphQLSchema, getOperationAST } from "graphql";
import {
  type CompiledDocument,
  createCompiledDocument,
  createDateText,
  type ExecutedRequest,
  type ExecutionErrors,
  type ExecutionOptions,
  readDirectives,
} from "../../graphql/index.ts";
import type { Context } from "../../schema/index.ts";
import { notExecuted, requestEnded, responseCut, responseTooLarge } from "../limits/refusal.ts";
import { coercedVariablesOf } from "../request/coerced-variables.ts";
import { createDocumentCache, hasQueriesOnly } from "../request/document-cache.ts";

export interface CompiledExecutionOptions {
  /** The schema that is served. */
  readonly schema: GraphQLSchema;
  readonly bounds: Omit<ExecutionOptions, "errors">;
  /** Of the documents that are kept compiled, all in all. @default 100000 */
  readonly mostCharacters?: number;
}

/** The part of the context that execution needs. */
type ExecutionState = Pick<Context, "iamCallsHaveEnded" | "endIamCalls" | "iamWrites">;

const errors: ExecutionErrors = { notExecuted, requestEnded, responseCut, responseTooLarge };

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
export function useCompiledExecution<ContextValue extends ExecutionState>({
  schema,
  bounds,
  mostCharacters = 100_000,
}: CompiledExecutionOptions): Plugin<ContextValue> {
  // By text. "once": it was executed, and its plan was not kept.
  const documents = createDocumentCache<CompiledDocument | "once">(mostCharacters);
  // A document that is answered in parts has the same text where it is answered whole, without the directives.
  const inParts = new WeakMap<DocumentNode, boolean>();
  const textOf = createDateText();
  const execution: ExecutionOptions = { ...bounds, errors };
  return {
    onExecute({ args: { contextValue }, executeFn, setExecuteFn }) {
      setExecuteFn((args: ExecutionArgs) => executeCompiled(args, contextValue) ?? executeFn(args));
    },
  };

  function executeCompiled(args: ExecutionArgs, contextValue: ExecutionState) {
    if (args.schema !== schema || args.fieldResolver || args.typeResolver) return undefined;
    const operation = getOperationAST(args.document, args.operationName);
    if (!operation) return undefined;
    const coerced = coercedVariablesOf({ ...args, contextValue }, operation);
    // The other executor reports what is wrong with the variables.
    if (!coerced) return undefined;
    return find(args.document).find(args.operationName, coerced)?.(args, coerced, new IamRequest(contextValue));
  }

  function find(document: DocumentNode): CompiledDocument {
    const text = document.loc?.source.body;
    const key = text !== undefined && isInParts(document) ? `${text} in parts` : text;
    const known = key === undefined ? undefined : documents.get(key);
    if (known !== "once" && known !== undefined) return known;
    const maxFields = (text?.length ?? 0) / CHARACTERS_OF_A_FIELD;
    const made = createCompiledDocument(document, { schema, textOf, execution, maxFields });
    if (key !== undefined && hasQueriesOnly(document)) documents.set(key, known ? made : "once");
    return made;
  }

  function isInParts(document: DocumentNode): boolean {
    const isIt = inParts.get(document) ?? readDirectives(document).isInParts;
    inParts.set(document, isIt);
    return isIt;
  }
}

/** The request of a context, as execution sees it. A class, because one is created for each request. */
class IamRequest implements ExecutedRequest {
  readonly #context: ExecutionState;

  constructor(context: ExecutionState) {
    this.#context = context;
  }

  hasEnded(): boolean {
    return this.#context.iamCallsHaveEnded();
  }

  end(): void {
    this.#context.endIamCalls();
  }

  /** The IAM writes that were carried out. */
  changes(): readonly object[] {
    const done = this.#context.iamWrites().filter(({ outcome }) => outcome === "done");
    return done.map(({ action, target }) => ({ action, target }));
  }
}
