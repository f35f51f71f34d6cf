import { type DocumentNode, type FragmentDefinitionNode, getOperationAST, Kind, visit } from "graphql";
import { type CompiledOperation, compileOperation } from "./compile-operation.ts";
import type { OperationPlan } from "./execute/field-plan.ts";
import type { ExecutionOptions } from "./response/execution-options.ts";

/** A document with its compiled operations. */
export interface CompiledDocument {
  /**
   * The operation of that name, or the only operation if no name is given. It is compiled on first use.
   * @param variableValues coerced
   * @returns `undefined` if the document has no such operation
   */
  find(
    operationName: string | null | undefined,
    variableValues: Readonly<Record<string, unknown>>,
  ): CompiledOperation | undefined;
}

/** Options of `createCompiledDocument`. */
export interface CompileOptions extends Pick<OperationPlan, "schema" | "textOf"> {
  readonly execution: ExecutionOptions;
  /**
   * Maximum number of compiled fields that the document keeps. Each spread of a fragment compiles its fields again, so that
   * a short document can have many. A document with more fields is compiled for each `find`.
   */
  readonly maxFields: number;
}

/**
 * Prepares a document, which must be valid for the schema. Directives decide which fields are compiled, so each operation is
 * compiled separately for each combination of values of the variables in its directives.
 */
export function createCompiledDocument(
  document: DocumentNode,
  { schema, textOf, execution, maxFields }: CompileOptions,
): CompiledDocument {
  const { variables, isInParts } = readDirectives(document);
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  const compiled = new Map<string, CompiledOperation>();
  let fieldsLeft = maxFields;
  const onPlanned = (fields: number) => {
    fieldsLeft -= fields;
    if (fieldsLeft <= 0) compiled.clear();
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
      const made = compileOperation(plan, rootType, { options: execution, isInParts });
      if (fieldsLeft > 0) compiled.set(key, made);
      return made;
    },
  };
}

/** The names of the variables in a document's directives, and whether some directive is `@defer` or `@stream`. */
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
