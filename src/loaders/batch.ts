import DataLoader from "dataloader";

/**
 * A loader for one request that asks once per key, however often the key comes. The batch function's answers are
 * matched by key: `load` gives each key its own answer or its own error.
 * @param keyOf what makes two keys the same; IAM's names are the same regardless of case
 */
export function createLoader<Value>(
  load: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value | Error>>,
  keyOf: (key: string) => string = (key) => key,
): DataLoader<string, Value, string> {
  return new DataLoader<string, Value, string>(
    async (keys) => {
      const answers = await load(keys);
      return keys.map(
        (key) => answers.get(key) ?? new Error(`The batch has no answer for one of its ${keys.length} keys`),
      );
    },
    { cacheKeyFn: keyOf },
  );
}

/** Asks for each key by a call of its own; one that fails costs its own key only. */
export async function askEach<Value>(
  keys: readonly string[],
  ask: (key: string) => Promise<Value>,
): Promise<Map<string, Value | Error>> {
  const answers = await Promise.all(
    keys.map(async (key): Promise<[string, Value | Error]> => {
      try {
        return [key, await ask(key)];
      } catch (error) {
        return [key, error instanceof Error ? error : new Error(String(error))];
      }
    }),
  );
  return new Map(answers);
}

/** IAM's names are the same regardless of case. */
export function foldCase(name: string): string {
  return name.toLowerCase();
}

/** Runs `make` at most once, at the first call. */
export function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
