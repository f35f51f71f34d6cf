import type { Plugin } from "@envelop/core";
import type { DocumentNode, ExecutionArgs, GraphQLSchema } from "graphql";
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
import { createDocumentCache, hasQueriesOnly } from "../request/document-cache.ts";
import { operationOf } from "../request/operation.ts";

export interface CompiledExecutionOptions {
  /** The schema that is served. */
  readonly schema: GraphQLSchema;
  readonly bounds: Omit<ExecutionOptions, "errors">;
  /** Total length of the texts of the documents that are kept compiled. @default 100000 */
  readonly maxCharacters?: number;
}

/** The part of the context that execution needs. */
type ExecutionState = Pick<Context, "iamCallsHaveEnded" | "endIamCalls" | "iamWrites">;

const errors: ExecutionErrors = { notExecuted, requestEnded, responseCut, responseTooLarge };

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
export function useCompiledExecution<ContextValue extends ExecutionState>({
  schema,
  bounds,
  maxCharacters = 100_000,
}: CompiledExecutionOptions): Plugin<ContextValue> {
  // By text. "once": executed once, and the plan was not kept.
  const documents = createDocumentCache<CompiledDocument | "once">(maxCharacters);
  // A document has the same text whether it is answered in parts or, with its directives removed, as a whole.
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
    const variables = operationOf({ ...args, contextValue })?.variables;
    // The other executor reports missing operations and invalid variables.
    if (!variables) return undefined;
    return find(args.document).find(args.operationName, variables)?.(args, variables, new IamRequest(contextValue));
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
