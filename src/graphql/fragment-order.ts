import {
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
} from "graphql";

/**
 * The fragments of a document in topological order: each after the fragments that it spreads. What is computed from fragments
 * can thus be computed once for each, without recursion. Among fragments that spread each other in a cycle, which validation
 * rejects, the order is unspecified.
 */
export function fragmentsInOrder(document: DocumentNode): readonly FragmentDefinitionNode[] {
  const byName = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    // Validation rejects duplicate names. Until then, the first definition counts.
    if (isFragment(definition) && !byName.has(definition.name.value)) byName.set(definition.name.value, definition);
  }
  const ordered = new Set<FragmentDefinitionNode>();
  const entered = new Set<FragmentDefinitionNode>();
  // A loop, because a long chain of fragments would exhaust the stack.
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
