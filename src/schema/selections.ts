import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

/** What a resolver's `info` has of a validated operation, as far as selections go. */
export interface Selecting {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Coerced. */
  readonly variableValues: Readonly<Record<string, unknown>>;
}

/**
 * The fields that are selected of an object of `type`, once for each time, through fragments too; without what `@skip` and
 * `@include` leave out.
 * @throws GraphQLError where a condition has no valid value
 */
export function fieldsSelectedOf(
  type: GraphQLObjectType,
  sets: Iterable<SelectionSetNode | undefined>,
  { schema, fragments, variableValues }: Selecting,
): FieldNode[] {
  const spread = new Set<string>();
  const fields: FieldNode[] = [];
  for (const set of sets) collect(set);
  return fields;

  function collect(set: SelectionSetNode | undefined): void {
    for (const selection of set?.selections ?? []) {
      if (!runs(selection)) continue;
      if (selection.kind === Kind.FIELD) fields.push(selection);
      else if (selection.kind === Kind.INLINE_FRAGMENT) collectIfOn(selection.typeCondition?.name.value, selection);
      else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = fragments[selection.name.value];
        collectIfOn(fragment?.typeCondition.name.value, fragment);
      }
    }
  }

  function collectIfOn(
    condition: string | undefined,
    on: { readonly selectionSet: SelectionSetNode } | undefined,
  ): void {
    const conditioned = condition === undefined ? type : schema.getType(condition);
    if (conditioned === type || (isAbstractType(conditioned) && schema.isSubType(conditioned, type))) {
      collect(on?.selectionSet);
    }
  }

  function runs(selection: SelectionNode): boolean {
    // Where there are none, as mostly, nothing is to be evaluated.
    if (!selection.directives?.length) return true;
    const skip = getDirectiveValues(GraphQLSkipDirective, selection, { ...variableValues });
    const include = getDirectiveValues(GraphQLIncludeDirective, selection, { ...variableValues });
    return skip?.["if"] !== true && include?.["if"] !== false;
  }
}
