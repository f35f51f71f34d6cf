import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLInputType,
  GraphQLInt,
  type GraphQLSchema,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  ValidationContext,
  type ValueNode,
  type VariableNode,
  valueFromAST,
  visit,
} from "graphql";
import { variableFault } from "./variable-errors.ts";

export interface ValidOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** The places of an operation that validation cannot judge without the variables. */
interface Usages {
  /** Where a variable is used that may be null where null is not allowed: validation accepts it for a default. */
  readonly nonNull: readonly { readonly node: VariableNode; readonly type: GraphQLInputType }[];
  /** The values of `@stream(initialCount:)` in the document. */
  readonly initialCounts: readonly ValueNode[];
}

/**
 * Checks variables in the places where an operation uses them: null where the type is not nullable, and an `initialCount`
 * that is null or negative.
 */
export class UsageChecks {
  // A document that is sent again is the same object: see the document cache.
  readonly #usages = new WeakMap<OperationDefinitionNode, Usages>();

  /** @param variables coerced */
  findFaults(valid: ValidOperation, variables: Readonly<Record<string, unknown>>): readonly GraphQLError[] {
    const { nonNull, initialCounts } = this.#usagesIn(valid);
    const nulls = nonNull.filter(({ node }) => variables[node.name.value] === null);
    const wrongCounts = initialCounts.filter((node) => !isCount(valueFromAST(node, GraphQLInt, variables)));
    return [
      ...nulls.map(({ node, type }) =>
        variableFault(`Variable "$${node.name.value}" must not be null here: expected type "${type}".`, node),
      ),
      ...wrongCounts.map((node) => variableFault('"@stream" needs an "initialCount" of 0 or more.', node)),
    ];
  }

  #usagesIn(valid: ValidOperation): Usages {
    const known = this.#usages.get(valid.operation);
    if (known) return known;
    const usages = { nonNull: nonNullUsagesIn(valid), initialCounts: initialCountsIn(valid.document) };
    this.#usages.set(valid.operation, usages);
    return usages;
  }
}

function nonNullUsagesIn({ schema, document, operation }: ValidOperation): Usages["nonNull"] {
  const definitions = operation.variableDefinitions ?? [];
  const nullable = new Set(
    definitions.filter(({ type }) => type.kind !== Kind.NON_NULL_TYPE).map(({ variable }) => variable.name.value),
  );
  if (nullable.size === 0) return [];
  const context = new ValidationContext(schema, document, new TypeInfo(schema), () => {});
  return context
    .getRecursiveVariableUsages(operation)
    .flatMap(({ node, type }) => (nullable.has(node.name.value) && isNonNullType(type) ? [{ node, type }] : []));
}

function initialCountsIn(document: DocumentNode): readonly ValueNode[] {
  const found: ValueNode[] = [];
  visit(document, {
    Directive({ name, arguments: given = [] }) {
      if (name.value !== "stream") return;
      found.push(...given.filter((one) => one.name.value === "initialCount").map(({ value }) => value));
    },
  });
  return found;
}

/** `undefined`: a variable without a value, so that the directive's default counts. */
function isCount(value: unknown): boolean {
  return value === undefined || (typeof value === "number" && value >= 0);
}
