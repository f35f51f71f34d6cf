import { type DocumentNode, OperationTypeNode } from "graphql";
import { LRUCache } from "lru-cache";

export interface DocumentCache<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): unknown;
}

/**
 * Keeps values by text, the recently used ones, as long as their texts have at most `maxCharacters` in all: a parsed document
 * takes some hundred times the memory of its text, and callers choose the texts.
 */
export function createDocumentCache<Value extends NonNullable<unknown>>(maxCharacters: number): DocumentCache<Value> {
  return new LRUCache<string, Value>({
    maxSize: maxCharacters,
    // A size must be positive.
    sizeCalculation: (_value, text) => Math.max(1, text.length),
  });
}

/** The same cache for parsed documents, but that those with mutations are not kept: codes can be written out in them. */
export function queriesOnly(cache: DocumentCache<DocumentNode>): DocumentCache<DocumentNode> {
  return {
    get: (text) => cache.get(text),
    set(text, document) {
      if (hasQueriesOnly(document)) cache.set(text, document);
    },
  };
}

export function hasQueriesOnly({ definitions }: DocumentNode): boolean {
  return definitions.every(
    (definition) => !("operation" in definition) || definition.operation === OperationTypeNode.QUERY,
  );
}

/** Keeps nothing: documents that cannot be parsed are not worth it. */
export const noDocumentCache: DocumentCache<never> = { get: () => undefined, set() {} };
