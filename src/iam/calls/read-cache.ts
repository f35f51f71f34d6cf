import { LRUCache } from "lru-cache";

/** The time and size limits of the cache. */
export interface ReadCacheOptions {
  /** How long a response is kept, in milliseconds. 0 turns the cache off. */
  readonly ttlMs: number;
  /** The total size of the kept responses, in characters of JSON. The least recently used are dropped. @default 32 MiB */
  readonly maxBytes?: number | undefined;
  /** Milliseconds since some fixed moment. @default a monotonic clock */
  readonly now?: (() => number) | undefined;
}

/** Recent responses of IAM, by action and input. */
export type ReadCache = Pick<LRUCache<string, object>, "get" | "set">;

const DEFAULT_CACHE_BYTES = 32 * 1024 * 1024;

/** Creates a cache; `undefined` if `ttlMs` is 0. */
export function createReadCache({
  ttlMs,
  maxBytes = DEFAULT_CACHE_BYTES,
  now = () => performance.now(),
}: ReadCacheOptions): ReadCache | undefined {
  if (ttlMs === 0) return undefined;
  return new LRUCache<string, object>({
    ttl: ttlMs,
    // Reads the clock each time, instead of caching the time with a timer.
    ttlResolution: 0,
    perf: { now },
    maxSize: maxBytes,
    sizeCalculation: (response, key) => key.length + JSON.stringify(response).length,
  });
}
