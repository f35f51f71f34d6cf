import { type DocumentNode, OperationTypeNode } from "graphql";
import { LRUCache } from "lru-cache";

export interface DocumentCache<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): unknown;
}

/**
 * An LRU cache of values by document text, limited to `maxCharacters` of text in all. A parsed document takes about a hundred
 * times the memory of its text, and callers choose the texts.
 */
export function createDocumentCache<Value extends NonNullable<unknown>>(maxCharacters: number): DocumentCache<Value> {
  return new LRUCache<string, Value>({
    maxSize: maxCharacters,
    // A size must be positive.
    sizeCalculation: (_value, text) => Math.max(1, text.length),
  });
}

/** The same cache, except that documents with mutations are not kept, because their text can contain codes. */
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

/** A cache that stores nothing, for errors of documents that cannot be parsed. */
export const noDocumentCache: DocumentCache<never> = { get: () => undefined, set() {} };
