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
  typeFromAST,
} from "graphql";

/** What selections are read with. */
export interface Selecting {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Coerced. Of these, @skip and @include alone are asked. */
  readonly variableValues: Readonly<Record<string, unknown>>;
}

/**
 * The fields that selection sets ask of an object of `type`, by response name and in the answer's order: CollectFields
 * of the GraphQL specification, section 6.3.2.
 */
export function collectFields(
  selecting: Selecting,
  type: GraphQLObjectType,
  selectionSets: Iterable<SelectionSetNode>,
): ReadonlyMap<string, readonly FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (!isIncluded(selection, selecting)) continue;
      switch (selection.kind) {
        case Kind.FIELD: {
          const name = (selection.alias ?? selection.name).value;
          const nodes = fields.get(name);
          if (nodes) nodes.push(selection);
          else fields.set(name, [selection]);
          break;
        }
        case Kind.INLINE_FRAGMENT:
          if (isOf(selection, type, selecting)) collect(selection.selectionSet);
          break;
        case Kind.FRAGMENT_SPREAD: {
          const fragment = selecting.fragments[selection.name.value];
          if (!fragment || spread.has(selection.name.value)) break;
          spread.add(selection.name.value);
          if (isOf(fragment, type, selecting)) collect(fragment.selectionSet);
        }
      }
    }
  };
  for (const selectionSet of selectionSets) collect(selectionSet);
  return fields;
}

function isIncluded(selection: SelectionNode, { variableValues }: Selecting): boolean {
  if (selection.directives === undefined || selection.directives.length === 0) return true;
  return (
    getDirectiveValues(GraphQLSkipDirective, selection, variableValues)?.["if"] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, selection, variableValues)?.["if"] !== false
  );
}

function isOf(
  { typeCondition }: Pick<FragmentDefinitionNode, "typeCondition"> | { readonly typeCondition?: undefined },
  type: GraphQLObjectType,
  { schema }: Selecting,
): boolean {
  if (!typeCondition) return true;
  const conditioned = typeFromAST(schema, typeCondition);
  return conditioned === type || (isAbstractType(conditioned) && schema.isSubType(conditioned, type));
}
