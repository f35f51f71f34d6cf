import { type DocumentNode, type FragmentDefinitionNode, getOperationAST, Kind, visit } from "graphql";
import type { ExecutionBounds } from "./response/execution-options.ts";
import { type CompiledOperation, compileOperation } from "./compile-operation.ts";
import type { OperationPlan } from "./plan-selection.ts";

/** A document with what was compiled of it. */
export interface CompiledDocument {
  /**
   * Executes the operation of that name (without a name, the only operation) with these coerced variables; it is compiled
   * on first use. `undefined` if the document does not have it.
   */
  find(
    operationName: string | null | undefined,
    variableValues: Readonly<Record<string, unknown>>,
  ): CompiledOperation | undefined;
}

export interface CompilingOptions extends Pick<OperationPlan, "schema" | "textOf"> {
  readonly bounds: ExecutionBounds;
  /**
   * How many compiled fields of a document may be kept in all, because fields of fragments take memory for each spread. A
   * document that has more is compiled each time it is asked for.
   */
  readonly mostFields: number;
}

/**
 * A document to be compiled for a schema, which it is valid for. Each combination of its directives' values is compiled by
 * itself on first use, because it determines which fields are compiled.
 */
export function createCompiledDocument(
  document: DocumentNode,
  { schema, textOf, bounds, mostFields }: CompilingOptions,
): CompiledDocument {
  const { variables, isInParts } = readDirectives(document);
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  const compiled = new Map<string, CompiledOperation>();
  let left = mostFields;
  const onPlanned = (fields: number) => {
    left -= fields;
    if (left <= 0) compiled.clear();
  };
  return {
    find(operationName, variableValues) {
      const values = Array.from(variables, (name) => variableValues[name]);
      const key = JSON.stringify([operationName, ...values]);
      const known = compiled.get(key);
      if (known) return known;
      const operation = getOperationAST(document, operationName);
      const rootType = operation && schema.getRootType(operation.operation);
      if (!rootType) return undefined;
      const plan = { schema, operation, fragments, variableValues, textOf, onPlanned };
      const made = compileOperation(plan, rootType, { bounds, isInParts });
      if (left > 0) compiled.set(key, made);
      return made;
    },
  };
}

/** The variables in the directives of a document, and whether some of them are @defer or @stream. */
export function readDirectives(document: DocumentNode): {
  readonly variables: ReadonlySet<string>;
  readonly isInParts: boolean;
} {
  const variables = new Set<string>();
  let isInParts = false;
  visit(document, {
    Directive({ name, arguments: given = [] }) {
      if (name.value === "defer" || name.value === "stream") isInParts = true;
      for (const { value } of given) if (value.kind === Kind.VARIABLE) variables.add(value.name.value);
    },
  });
  return { variables, isInParts };
}
