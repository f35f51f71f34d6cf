import { type GraphQLResolveInfo, Kind, type SelectionNode, type SelectionSetNode } from "graphql";

/**
 * Whether a field of that name is selected below the one that is being resolved, on whatever type. One that `@skip` or
 * `@include` leaves out counts too: to know too much costs a call, to know too little the answer.
 */
export function selects(info: GraphQLResolveInfo, field: string): boolean {
  const seen = new Set<string>();
  const isIn = (set: SelectionSetNode | undefined): boolean => set?.selections.some(isOrHas) ?? false;
  const isOrHas = (selection: SelectionNode): boolean => {
    if (selection.kind === Kind.FIELD) return selection.name.value === field;
    if (selection.kind === Kind.INLINE_FRAGMENT) return isIn(selection.selectionSet);
    const name = selection.name.value;
    if (seen.has(name)) return false;
    seen.add(name);
    return isIn(info.fragments[name]?.selectionSet);
  };
  return info.fieldNodes.some(({ selectionSet }) => isIn(selectionSet));
}
