const MINUTE_MS = 60_000;

export interface TokenBucketOptions {
  /** How many tokens a full bucket has, and how many it gets back in a minute. */
  readonly perMinute: number;
  /** Milliseconds, of whatever start. */
  readonly clock: () => number;
  /** How many buckets are kept; beyond them, the one that has not been used for longest is full again. @default 10000 */
  readonly most?: number;
}

export interface TokenBuckets {
  /** 0 where the bucket has a token, else the milliseconds until it has. */
  waitFor(key: string): number;
  /** Takes tokens, also more than there are: they are owed. */
  take(key: string, tokens: number): void;
}

/** A token bucket for each key. A bucket that is full again is not kept. */
export function createTokenBuckets({ perMinute, clock, most = 10_000 }: TokenBucketOptions): TokenBuckets {
  // In the order of use.
  const buckets = new Map<string, { readonly tokens: number; readonly at: number }>();
  const tokensOf = (key: string) => {
    const bucket = buckets.get(key);
    if (bucket === undefined) return perMinute;
    return Math.min(perMinute, bucket.tokens + ((clock() - bucket.at) / MINUTE_MS) * perMinute);
  };
  return {
    waitFor(key) {
      const missing = 1 - tokensOf(key);
      return missing <= 0 ? 0 : Math.ceil((missing / perMinute) * MINUTE_MS);
    },
    take(key, tokens) {
      const left = tokensOf(key) - tokens;
      buckets.delete(key);
      if (left >= perMinute) return;
      buckets.set(key, { tokens: left, at: clock() });
      for (const oldest of buckets.keys()) {
        if (buckets.size <= most) return;
        buckets.delete(oldest);
      }
    },
  };
}
