import {
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
} from "graphql";

/**
 * A document's fragments, each once and behind all that it spreads, so that whatever is computed of them can be computed
 * once, without recursion from one into the next. Where they spread each other in a circle, which graphql's own rule
 * refuses, the order among those is as it comes.
 */
export function fragmentsInOrder(document: DocumentNode): readonly FragmentDefinitionNode[] {
  const byName = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    // Of two with one name, which is refused too, the first counts.
    if (isFragment(definition) && !byName.has(definition.name.value)) byName.set(definition.name.value, definition);
  }
  const ordered = new Set<FragmentDefinitionNode>();
  const entered = new Set<FragmentDefinitionNode>();
  // Not by recursion: a chain of fragments is as long as the document allows.
  const toDo = [...byName.values()].reverse();
  for (let fragment = toDo.at(-1); fragment !== undefined; fragment = toDo.at(-1)) {
    if (entered.has(fragment)) {
      toDo.pop();
      ordered.add(fragment);
      continue;
    }
    entered.add(fragment);
    for (const name of spreadNames(fragment.selectionSet)) {
      const spread = byName.get(name);
      if (spread !== undefined && !entered.has(spread)) toDo.push(spread);
    }
  }
  return [...ordered];
}

function isFragment(definition: DefinitionNode): definition is FragmentDefinitionNode {
  return definition.kind === Kind.FRAGMENT_DEFINITION;
}

function spreadNames(selectionSet: SelectionSetNode): ReadonlySet<string> {
  const names = new Set<string>();
  const toDo = [selectionSet];
  for (let next = toDo.pop(); next !== undefined; next = toDo.pop()) {
    for (const selection of next.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) names.add(selection.name.value);
      else if (selection.selectionSet) toDo.push(selection.selectionSet);
    }
  }
  return names;
}
