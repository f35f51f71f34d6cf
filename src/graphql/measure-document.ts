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

/** The size of a document, independent of variables. If it has several operations, the maximum of each number, unless it says otherwise. */
export interface DocumentSize {
  /** Nesting of fields. The fields of introspection (`__schema`, `__type`) do not count. */
  readonly depth: number;
  /** Number of aliases. Those of a fragment count for each spread. */
  readonly aliases: number;
  /** Number of fields. Those of a fragment count for each spread. */
  readonly fields: number;
  /** Number of `__schema` and `__type` fields. Those of a fragment count for each spread. */
  readonly introspections: number;
  /** Number of root fields of all mutations together. Those of a fragment count for each spread. */
  readonly mutations: number;
  /**
   * Number of parts that `@defer` and `@stream` can split off for one entity. A fragment's count for each spread. A streamed
   * list counts as 100 parts, and the `nodes` or `edges` of a page as one, because their entries are entities.
   */
  readonly parts: number;
}

interface Size {
  readonly depth: number;
  readonly aliases: number;
  readonly fields: number;
  readonly introspections: number;
  readonly rootFields: number;
  readonly parts: number;
}

const EMPTY: Size = { depth: 0, aliases: 0, fields: 0, introspections: 0, rootFields: 0, parts: 0 };
/** A list that is not a page has at most this many items. */
const ASSUMED_LIST_LENGTH = 100;

/**
 * Measures a document, valid or not. The time is linear in its length, because each fragment is measured once, however often
 * it is spread. Where a fragment spreads itself, the inner spread counts as empty.
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
    introspections: Math.max(0, ...sizes.map(({ introspections }) => introspections)),
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
      return withDefer(selection, measure(selection.selectionSet, fragments));
    case Kind.FRAGMENT_SPREAD:
      return withDefer(selection, fragments.get(selection.name.value) ?? EMPTY);
  }
}

/** The size of a fragment's fields, with a part of their own if the fragment has `@defer`. */
function withDefer({ directives }: InlineFragmentNode | FragmentSpreadNode, size: Size): Size {
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
    introspections: below.introspections + (isIntrospection ? 1 : 0),
    rootFields: 1,
    parts: below.parts + (has(directives, "stream") ? streamedParts(name.value) : 0),
  };
}

/** Parts of a streamed list. The entries of a page are entities, which the caller counts. */
function streamedParts(field: string): number {
  return field === "nodes" || field === "edges" ? 1 : ASSUMED_LIST_LENGTH;
}

function sum(one: Size, other: Size): Size {
  return {
    depth: Math.max(one.depth, other.depth),
    aliases: one.aliases + other.aliases,
    fields: one.fields + other.fields,
    introspections: one.introspections + other.introspections,
    rootFields: one.rootFields + other.rootFields,
    parts: one.parts + other.parts,
  };
}
