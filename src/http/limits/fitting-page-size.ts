import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  getArgumentValues,
  Kind,
  type SelectionSetNode,
} from "graphql";
import type { estimateOperation } from "../../schema/index.ts";

type EstimatedOperation = Parameters<typeof estimateOperation>[0];

const DEFAULT_PAGE = 100;
const SIZES: ReadonlySet<string> = new Set(["first", "last"]);

/**
 * The largest page size for the root connections of an operation that is within the limits; undefined if no size is.
 * Connections with smaller pages keep their size.
 * @param fits whether an operation is within the limits
 */
export function fittingPageSize(
  operation: EstimatedOperation,
  fits: (operation: EstimatedOperation) => boolean,
): number | undefined {
  const rootType = operation.schema.getQueryType();
  if (!rootType) return undefined;
  const sizes: number[] = [];
  mapRootConnections(operation, rootType, (field) => {
    sizes.push(sizeOf(field, operation));
    return field.node;
  });
  let tooLarge = Math.max(0, ...sizes);
  if (tooLarge < 2 || !fits(withPages(operation, rootType, 1))) return undefined;
  let fitting = 1;
  while (tooLarge - fitting > 1) {
    const middle = Math.floor((fitting + tooLarge) / 2);
    if (fits(withPages(operation, rootType, middle))) fitting = middle;
    else tooLarge = middle;
  }
  return fitting;
}

interface Connection {
  readonly node: FieldNode;
  readonly field: GraphQLField<unknown, unknown>;
}

function withPages(operation: EstimatedOperation, rootType: GraphQLObjectType, size: number): EstimatedOperation {
  const document = mapRootConnections(operation, rootType, (connection) => {
    if (sizeOf(connection, operation) <= size) return connection.node;
    const { node } = connection;
    const isLast = node.arguments?.some(({ name }) => name.value === "last") ?? false;
    const others = node.arguments?.filter(({ name }) => !SIZES.has(name.value)) ?? [];
    const argument = {
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: isLast ? "last" : "first" },
      value: { kind: Kind.INT, value: String(size) },
    } as const;
    return { ...node, arguments: [...others, argument] };
  });
  return { ...operation, document };
}

function sizeOf({ node, field }: Connection, { variables }: EstimatedOperation): number {
  try {
    const { first, last } = getArgumentValues(field, node, variables);
    return Number(last ?? first ?? DEFAULT_PAGE);
  } catch {
    return 0;
  }
}

/** The document with its root connections replaced. Those in named fragments are not. */
function mapRootConnections(
  { document }: EstimatedOperation,
  rootType: GraphQLObjectType,
  map: (connection: Connection) => FieldNode,
): DocumentNode {
  const fields = rootType.getFields();
  const mapSelections = (set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections.map((selection) => {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        return { ...selection, selectionSet: mapSelections(selection.selectionSet) };
      }
      const field = selection.kind === Kind.FIELD ? fields[selection.name.value] : undefined;
      if (selection.kind !== Kind.FIELD || !field?.args.some(({ name }) => name === "first")) return selection;
      return map({ node: selection, field });
    }),
  });
  return {
    ...document,
    definitions: document.definitions.map((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION
        ? { ...definition, selectionSet: mapSelections(definition.selectionSet) }
        : definition,
    ),
  };
}
