import { type DocumentNode, OperationTypeNode } from "graphql";

export interface DocumentCache<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
}

/**
 * Keeps what was made of texts, the lately used ones, as long as these have no more than `mostCharacters` in all: a parsed
 * document takes some hundred times the memory of its text, and whoever calls chooses the texts.
 */
export function createDocumentCache<Value>(mostCharacters: number): DocumentCache<Value> {
  // In the order of use.
  const kept = new Map<string, Value>();
  let characters = 0;
  const drop = (key: string) => {
    if (kept.delete(key)) characters -= key.length;
  };
  return {
    get(key) {
      const value = kept.get(key);
      if (value !== undefined) {
        kept.delete(key);
        kept.set(key, value);
      }
      return value;
    },
    set(key, value) {
      drop(key);
      if (key.length > mostCharacters) return;
      kept.set(key, value);
      characters += key.length;
      for (const oldest of kept.keys()) {
        if (characters <= mostCharacters) return;
        drop(oldest);
      }
    },
  };
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
