import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentSpreadNode,
  type InlineFragmentNode,
  Kind,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { fragmentsInOrder } from "./fragment-order.ts";

/** How large a document is, whatever its variables; its largest operation counts. */
export interface DocumentSize {
  /** Fields within fields; not counted where introspection begins. */
  readonly depth: number;
  /** Aliases, those of a fragment each time it is spread. */
  readonly aliases: number;
  /** Fields, counted in the same way. */
  readonly fields: number;
  /** Root fields of mutations, counted in the same way. */
  readonly mutations: number;
  /**
   * What `@defer` and `@stream` can answer apart, for each entity, counted in the same way; a list that is not a page's counts
   * as long as IAM's longest, which are of a hundred.
   */
  readonly parts: number;
}

interface Size {
  readonly depth: number;
  readonly aliases: number;
  readonly fields: number;
  readonly rootFields: number;
  readonly parts: number;
}

const EMPTY: Size = { depth: 0, aliases: 0, fields: 0, rootFields: 0, parts: 0 };
const LONGEST_LIST = 100;

/**
 * Measures a document, valid or not, in time linear to its length: each fragment once, however often it is spread. A
 * fragment that spreads itself counts as empty within itself.
 */
export function measureDocument(document: DocumentNode): DocumentSize {
  const fragments = new Map<string, Size>();
  for (const { name, selectionSet } of fragmentsInOrder(document)) {
    fragments.set(name.value, measure(selectionSet, fragments));
  }
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const sizes = operations.map(({ selectionSet }) => measure(selectionSet, fragments));
  const mutations = operations.filter(({ operation }) => operation === OperationTypeNode.MUTATION);
  return {
    depth: Math.max(0, ...sizes.map(({ depth }) => depth)),
    aliases: Math.max(0, ...sizes.map(({ aliases }) => aliases)),
    fields: Math.max(0, ...sizes.map(({ fields }) => fields)),
    parts: Math.max(0, ...sizes.map(({ parts }) => parts)),
    mutations: mutations.reduce((sum, { selectionSet }) => sum + measure(selectionSet, fragments).rootFields, 0),
  };
}

function measure({ selections }: SelectionSetNode, fragments: ReadonlyMap<string, Size>): Size {
  return selections.map((selection) => measureSelection(selection, fragments)).reduce(sum, EMPTY);
}

function measureSelection(selection: SelectionNode, fragments: ReadonlyMap<string, Size>): Size {
  switch (selection.kind) {
    case Kind.FIELD:
      return measureField(selection, fragments);
    case Kind.INLINE_FRAGMENT:
      return apart(selection, measure(selection.selectionSet, fragments));
    case Kind.FRAGMENT_SPREAD:
      return apart(selection, fragments.get(selection.name.value) ?? EMPTY);
  }
}

/** The size of what is spread, which may be answered apart. */
function apart({ directives }: InlineFragmentNode | FragmentSpreadNode, size: Size): Size {
  return has(directives, "defer") ? { ...size, parts: size.parts + 1 } : size;
}

function has(directives: readonly DirectiveNode[] | undefined, name: string): boolean {
  return directives?.some((directive) => directive.name.value === name) ?? false;
}

function measureField(
  { name, alias, directives, selectionSet }: FieldNode,
  fragments: ReadonlyMap<string, Size>,
): Size {
  const below = selectionSet ? measure(selectionSet, fragments) : EMPTY;
  const isIntrospection = name.value === "__schema" || name.value === "__type";
  return {
    depth: isIntrospection ? 0 : below.depth + 1,
    aliases: below.aliases + (alias ? 1 : 0),
    fields: below.fields + 1,
    rootFields: 1,
    parts: below.parts + (has(directives, "stream") ? entriesOf(name.value) : 0),
  };
}

/** Entries of pages are entities, which are counted as such. */
function entriesOf(field: string): number {
  return field === "nodes" || field === "edges" ? 1 : LONGEST_LIST;
}

function sum(one: Size, other: Size): Size {
  return {
    depth: Math.max(one.depth, other.depth),
    aliases: one.aliases + other.aliases,
    fields: one.fields + other.fields,
    rootFields: one.rootFields + other.rootFields,
    parts: one.parts + other.parts,
  };
}
