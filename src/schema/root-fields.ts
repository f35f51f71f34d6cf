import {
  type FragmentDefinitionNode,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  TypeMetaFieldDef,
} from "graphql";

/** A validated operation: what a resolver's `info` has of it. */
export interface Operation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Coerced. */
  readonly variableValues: Readonly<Record<string, unknown>>;
}

export interface SelectedField {
  readonly field: GraphQLField<unknown, unknown>;
  readonly args: Readonly<Record<string, unknown>>;
}

/** What a document can select at its root besides the fields of the root type and `__typename`, which tells nothing. */
const META_FIELDS: ReadonlyMap<string, GraphQLField<unknown, unknown>> = new Map(
  [SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]),
);

/**
 * What an operation runs at its root, once for each time that it is selected, through fragments too; without what
 * `@skip` and `@include` leave out.
 * @throws GraphQLError where an argument or a condition has no valid value
 */
export function rootFieldsOf({ schema, operation, fragments, variableValues }: Operation): SelectedField[] {
  const fields = schema.getRootType(operation.operation)?.getFields() ?? {};
  const spread = new Set<string>();
  return selectedIn(operation.selectionSet.selections);

  function selectedIn(selections: readonly SelectionNode[]): SelectedField[] {
    return selections.filter(runs).flatMap(selectedBy);
  }

  function selectedBy(selection: SelectionNode): SelectedField[] {
    if (selection.kind === Kind.INLINE_FRAGMENT) return selectedIn(selection.selectionSet.selections);
    const name = selection.name.value;
    if (selection.kind === Kind.FIELD) {
      const field = fields[name] ?? META_FIELDS.get(name);
      return field ? [{ field, args: getArgumentValues(field, selection, { ...variableValues }) }] : [];
    }
    const fragment = fragments[name];
    if (!fragment || spread.has(name)) return [];
    spread.add(name);
    return selectedIn(fragment.selectionSet.selections);
  }

  function runs(selection: SelectionNode): boolean {
    const skip = getDirectiveValues(GraphQLSkipDirective, selection, { ...variableValues });
    const include = getDirectiveValues(GraphQLIncludeDirective, selection, { ...variableValues });
    return skip?.["if"] !== true && include?.["if"] !== false;
  }
}
