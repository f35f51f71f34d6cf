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

/** The part of a resolver's `info` that selections depend on. */
export interface SelectionInfo {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Coerced. */
  readonly variableValues: Readonly<Record<string, unknown>>;
}

/** The fields that a fragment with `@defer` selects from an object. */
export interface DeferredFields {
  readonly label: string | undefined;
  readonly fields: FieldNode[];
}

/**
 * The fields that selection sets of a validated operation select from an object of `type`, fragments included. Fields that
 * `@skip` or `@include` leave out are left out. A field that is selected several times is listed several times.
 * @param deferred receives the fields of fragments with `@defer`. @default they are returned with the others
 * @throws GraphQLError if a condition has no valid value
 */
export function fieldsSelectedOf(
  type: GraphQLObjectType,
  sets: Iterable<SelectionSetNode | undefined>,
  { schema, fragments, variableValues }: SelectionInfo,
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

  /** The list that receives the fields of a fragment. */
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
    // Most selections have none.
    if (!selection.directives?.length) return true;
    const skip = getDirectiveValues(GraphQLSkipDirective, selection, { ...variableValues });
    const include = getDirectiveValues(GraphQLIncludeDirective, selection, { ...variableValues });
    return skip?.["if"] !== true && include?.["if"] !== false;
  }
}
