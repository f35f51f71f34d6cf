import {
  type DocumentNode,
  type ExecutionArgs,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from "graphql";

/** The operation that a request executes, with valid variables. */
export class Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName: string | null | undefined;
  readonly definition: OperationDefinitionNode;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** As they were sent. */
  readonly #sentVariables: ExecutionArgs["variableValues"];
  #fragments: Readonly<Record<string, FragmentDefinitionNode>> | undefined;

  constructor(
    { schema, document, operationName, variableValues }: ExecutionArgs,
    definition: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
  ) {
    this.schema = schema;
    this.document = document;
    this.operationName = operationName;
    this.definition = definition;
    this.variables = variables;
    this.#sentVariables = variableValues;
  }

  isOf({ schema, document, operationName, variableValues }: ExecutionArgs): boolean {
    return (
      this.document === document &&
      this.#sentVariables === variableValues &&
      this.operationName === operationName &&
      this.schema === schema
    );
  }

  /** The document's fragments by name. */
  get fragments(): Readonly<Record<string, FragmentDefinitionNode>> {
    this.#fragments ??= fragmentsOf(this.document);
    return this.#fragments;
  }
}

const operations = new WeakMap<WeakKey, Operation>();

/**
 * The operation of a request; undefined if the document does not have it or its variables are invalid. `useVariables` rejects
 * such requests, so that the plugins after it find one. Several plugins need it: variables are coerced once for each context.
 */
export function operationOf(args: ExecutionArgs): Operation | undefined {
  const { contextValue } = args;
  if (typeof contextValue !== "object" || contextValue === null) return coerce(args);
  const known = operations.get(contextValue);
  if (known?.isOf(args)) return known;
  const operation = coerce(args);
  if (operation) operations.set(contextValue, operation);
  return operation;
}

function coerce(args: ExecutionArgs): Operation | undefined {
  const definition = getOperationAST(args.document, args.operationName);
  if (!definition) return undefined;
  const definitions = definition.variableDefinitions ?? [];
  const { coerced } = getVariableValues(args.schema, definitions, args.variableValues ?? {}, { maxErrors: 1 });
  return coerced && new Operation(args, definition, coerced);
}

function fragmentsOf({ definitions }: DocumentNode): Readonly<Record<string, FragmentDefinitionNode>> {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return fragments;
}

/** What names an operation of a document. */
type Named = Pick<ExecutionArgs, "document" | "operationName">;

export function isMutation({ document, operationName }: Named): boolean {
  return getOperationAST(document, operationName)?.operation === OperationTypeNode.MUTATION;
}

export function isQuery({ document, operationName }: Named): boolean {
  return getOperationAST(document, operationName)?.operation === OperationTypeNode.QUERY;
}
