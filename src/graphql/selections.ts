import { GraphQLDeferDirective } from "@graphql-tools/utils";
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

/** What a fragment with `@defer` selects of an object. */
export interface DeferredFields {
  readonly label: string | undefined;
  readonly fields: FieldNode[];
}

/**
 * The fields that are selected of an object of `type`, once for each time, through fragments too; without what `@skip` and
 * `@include` leave out.
 * @param deferred takes the fields of fragments with `@defer`. @default they are like all others
 * @throws GraphQLError where a condition has no valid value
 */
export function fieldsSelectedOf(
  type: GraphQLObjectType,
  sets: Iterable<SelectionSetNode | undefined>,
  { schema, fragments, variableValues }: Selecting,
  deferred?: DeferredFields[],
): FieldNode[] {
  const spread = new Set<string>();
  const fields: FieldNode[] = [];
  for (const set of sets) collect(set, fields);
  return fields;

  function collect(set: SelectionSetNode | undefined, into: FieldNode[]): void {
    for (const selection of set?.selections ?? []) {
      if (!runs(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        into.push(selection);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (isOn(selection.typeCondition?.name.value)) collect(selection.selectionSet, targetOf(selection, into));
      } else {
        const fragment = fragments[selection.name.value];
        if (!isOn(fragment?.typeCondition.name.value)) continue;
        const target = targetOf(selection, into);
        if (target === into && spread.has(selection.name.value)) continue;
        if (target === into) spread.add(selection.name.value);
        collect(fragment?.selectionSet, target);
      }
    }
  }

  function isOn(condition: string | undefined): boolean {
    const conditioned = condition === undefined ? type : schema.getType(condition);
    return conditioned === type || (isAbstractType(conditioned) && schema.isSubType(conditioned, type));
  }

  /** Where the fields of a fragment go. */
  function targetOf(fragment: SelectionNode, into: FieldNode[]): FieldNode[] {
    if (!deferred || !fragment.directives?.length) return into;
    const defer = getDirectiveValues(GraphQLDeferDirective, fragment, { ...variableValues });
    if (!defer || defer["if"] === false) return into;
    const { label } = defer;
    const fields: FieldNode[] = [];
    deferred.push({ label: typeof label === "string" ? label : undefined, fields });
    return fields;
  }

  function runs(selection: SelectionNode): boolean {
    // Where there are none, as mostly, nothing is to be evaluated.
    if (!selection.directives?.length) return true;
    const skip = getDirectiveValues(GraphQLSkipDirective, selection, { ...variableValues });
    const include = getDirectiveValues(GraphQLIncludeDirective, selection, { ...variableValues });
    return skip?.["if"] !== true && include?.["if"] !== false;
  }
}
