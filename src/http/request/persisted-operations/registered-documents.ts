import { BREAK, type DocumentNode, visit } from "graphql";
import { LRUCache } from "lru-cache";
import { hasQueriesOnly } from "../document-cache.ts";

const MAX_DOCUMENTS = 1000;
const MAX_BYTES = 8 * 1024 * 1024;

/** Documents that callers registered, by the SHA-256 of their text. The least recently used are dropped first. */
export interface RegisteredDocuments {
  /** The text of the document with this hash; undefined if it is not stored. */
  get(hash: string): string | undefined;
  /** Stores a document, unless its text can contain a secret. */
  add(hash: string, text: string, document: DocumentNode): void;
}

/** Stores at most 1,000 documents and 8 MiB. All callers share them, because a hash reveals only that a document is known. */
export function createRegisteredDocuments(): RegisteredDocuments {
  const texts = new LRUCache<string, string>({
    max: MAX_DOCUMENTS,
    maxSize: MAX_BYTES,
    // A string takes at most two bytes for each character.
    sizeCalculation: (text, hash) => 2 * (text.length + hash.length),
  });
  return {
    get: (hash) => texts.get(hash),
    add(hash, text, document) {
      if (!texts.has(hash) && !canContainSecret(text, document)) texts.set(hash, text);
    },
  };
}

/**
 * Whether a mutation has a string or a comment in its text: codes and passwords are strings, and only mutations take them.
 * Variables are not part of the text.
 */
function canContainSecret(text: string, document: DocumentNode): boolean {
  if (hasQueriesOnly(document)) return false;
  let hasText = text.includes("#");
  visit(document, {
    StringValue() {
      hasText = true;
      return BREAK;
    },
  });
  return hasText;
}
