import {
  BREAK,
  type DocumentNode,
  type FragmentDefinitionNode,
  getOperationAST,
  Kind,
  OperationTypeNode,
  visit,
} from "graphql";
import { type CompiledOperation, compileOperation } from "./compile-operation.ts";
import type { OperationPlan } from "./plan.ts";

/** A document with what was compiled of it. */
export interface CompiledDocument {
  /**
   * What executes the operation of that name (without one, the only one) under these coerced variables, compiled when
   * it is first asked for; `undefined` where it is to be interpreted.
   */
  find(
    operationName: string | null | undefined,
    variableValues: Readonly<Record<string, unknown>>,
  ): CompiledOperation | undefined;
}

export interface CompilingOptions extends Pick<OperationPlan, "schema" | "textOf"> {
  /** How many fields may be compiled of a document in all, for what its fragments multiply takes memory each time. */
  readonly mostFields: number;
}

/**
 * A document to be compiled for a schema, which it is valid for. Compiled are queries without introspection and without
 * directives other than @skip and @include; of these each combination that comes, for it is part of what is compiled.
 */
export function createCompiledDocument(
  document: DocumentNode,
  { schema, textOf, mostFields }: CompilingOptions,
): CompiledDocument {
  const conditions = new Set<string>();
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  const compiled = new Map<string, CompiledOperation>();
  let left = isCompilable(document, conditions) ? mostFields : 0;
  const onPlanned = (fields: number) => {
    left -= fields;
    if (left <= 0) compiled.clear();
  };
  return {
    find(operationName, variableValues) {
      if (left <= 0) return undefined;
      const values = Array.from(conditions, (name) => variableValues[name]);
      const key = JSON.stringify([operationName, ...values]);
      const known = compiled.get(key);
      if (known) return known;
      const operation = getOperationAST(document, operationName);
      const queryType = schema.getQueryType();
      const isQuery = operation?.operation === OperationTypeNode.QUERY;
      // A variable of a condition that is no boolean is an error, of which the interpreter tells.
      if (!isQuery || !queryType || values.some((value) => typeof value !== "boolean")) return undefined;
      const made = compileOperation({ schema, operation, fragments, variableValues, textOf, onPlanned }, queryType);
      if (left > 0) compiled.set(key, made);
      return made;
    },
  };
}

/** Whether all of the document can be compiled; adds the variables of its @skip and @include to `conditions`. */
function isCompilable(document: DocumentNode, conditions: Set<string>): boolean {
  let isIt = true;
  const refuse = () => {
    isIt = false;
    return BREAK;
  };
  visit(document, {
    Field({ name, alias }) {
      // Answers are ordinary objects, to which that name means something else.
      if (alias?.value === "__proto__") return refuse();
      return name.value === "__schema" || name.value === "__type" ? refuse() : undefined;
    },
    Directive({ name, arguments: given = [] }) {
      if (name.value !== "skip" && name.value !== "include") return refuse();
      for (const { value } of given) if (value.kind === Kind.VARIABLE) conditions.add(value.name.value);
      return undefined;
    },
  });
  return isIt;
}
