import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLInputType,
  GraphQLInt,
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
import type { Operation } from "../../request/operation.ts";
import { variableError } from "./variable-errors.ts";

/** The parts of an operation that validation cannot check without the variables. */
interface Usages {
  /** Nullable variables in places that do not allow null. Validation accepts them if the variable or the place has a default. */
  readonly nonNull: readonly { readonly node: VariableNode; readonly type: GraphQLInputType }[];
  /** The values of `@stream(initialCount:)` in the document. */
  readonly initialCounts: readonly ValueNode[];
}

/** Finds variables that are null in places whose type does not allow null, and an `initialCount` that is null or negative. */
export class UsageChecks {
  // A document that is sent again is the same object, from the document cache.
  readonly #usages = new WeakMap<OperationDefinitionNode, Usages>();

  findErrors(operation: Operation): readonly GraphQLError[] {
    const { variables } = operation;
    const { nonNull, initialCounts } = this.#usagesIn(operation);
    const nulls = nonNull.filter(({ node }) => variables[node.name.value] === null);
    const wrongCounts = initialCounts.filter((node) => !isCount(valueFromAST(node, GraphQLInt, variables)));
    return [
      ...nulls.map(({ node, type }) =>
        variableError(`Variable "$${node.name.value}" must not be null here: expected type "${type}".`, node),
      ),
      ...wrongCounts.map((node) => variableError('"@stream" needs an "initialCount" of 0 or more.', node)),
    ];
  }

  #usagesIn(operation: Operation): Usages {
    const known = this.#usages.get(operation.definition);
    if (known) return known;
    const usages = { nonNull: nonNullUsagesIn(operation), initialCounts: initialCountsIn(operation.document) };
    this.#usages.set(operation.definition, usages);
    return usages;
  }
}

function nonNullUsagesIn({ schema, document, definition }: Operation): Usages["nonNull"] {
  const definitions = definition.variableDefinitions ?? [];
  const nullable = new Set(
    definitions.filter(({ type }) => type.kind !== Kind.NON_NULL_TYPE).map(({ variable }) => variable.name.value),
  );
  if (nullable.size === 0) return [];
  const context = new ValidationContext(schema, document, new TypeInfo(schema), () => {});
  return context
    .getRecursiveVariableUsages(definition)
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

/** `undefined` is a variable without a value: the directive's default is used. */
function isCount(value: unknown): boolean {
  return value === undefined || (typeof value === "number" && value >= 0);
}
