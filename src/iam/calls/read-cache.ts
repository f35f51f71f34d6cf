import { Keyv, type KeyvStoreAdapter } from "keyv";
import { LRUCache } from "lru-cache";

export interface ReadCacheOptions {
  /** How long an answer is kept, in milliseconds. 0: not at all. */
  readonly ttlMs: number;
  /** How much all kept answers may have, in bytes as JSON; those that were used last stay. @default 32 MiB */
  readonly maxBytes?: number | undefined;
}

/** What IAM answered a moment ago. */
export interface ReadCache {
  /** Whether it is worth asking. */
  mayHave(key: string): boolean;
  get(key: string): Promise<object | undefined>;
  set(key: string, answer: object): Promise<void>;
}

/** Over AWS. */
export const STANDARD_CACHE_TTL_MS = 5000;
export const STANDARD_CACHE_BYTES = 32 * 1024 * 1024;

/** Answers kept for a short time; `undefined` where none are to be kept. */
export function createReadCache({ ttlMs, maxBytes = STANDARD_CACHE_BYTES }: ReadCacheOptions): ReadCache | undefined {
  if (ttlMs === 0) return undefined;
  // Keyv is what several gateways can share (`@keyv/redis`); in this process's memory nothing is turned into text.
  const answers = new LRUCache<string, object>({
    maxSize: maxBytes,
    sizeCalculation: (answer, key) => key.length + JSON.stringify(answer).length,
  });
  const keyv = new Keyv<object>({ store: storeOf(answers), ttl: ttlMs, useKeyPrefix: false });
  keyv.serialize = undefined;
  keyv.deserialize = undefined;
  return {
    mayHave: (key) => answers.has(key),
    get: (key) => keyv.get(key),
    set: async (key, answer) => void (await keyv.set(key, answer)),
  };
}

function storeOf(answers: LRUCache<string, object>): KeyvStoreAdapter | Map<string, object> {
  return {
    get: (key: string) => answers.get(key),
    set: (key: string, answer: object) => void answers.set(key, answer),
    delete: async (key: string) => answers.delete(key),
    clear: async () => answers.clear(),
  } as KeyvStoreAdapter;
}
