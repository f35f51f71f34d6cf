import DataLoader from "dataloader";

/**
 * A loader for one request that loads each key at most once. `load` returns a value or an error for each key; results are
 * matched by key, not by position.
 * @param keyOf maps equal keys to the same text, such as names that differ only in case
 */
export function createLoader<Value>(
  load: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value | Error>>,
  keyOf: (key: string) => string = (key) => key,
): DataLoader<string, Value, string> {
  return new DataLoader<string, Value, string>(
    async (keys) => {
      const results = await load(keys);
      return keys.map(
        (key) => results.get(key) ?? new Error(`The batch has no result for one of its ${keys.length} keys`),
      );
    },
    { cacheKeyFn: keyOf },
  );
}

/**
 * A loader for one request that makes one call for each key, at most once, and resolves each key as soon as its call returns.
 * @param expect receives the number of calls in a batch before the first of them. If it throws, they fail and are not made.
 */
export function createSingleLoader<Value>(
  ask: (key: string) => Promise<Value>,
  expect: (calls: number) => void,
): (key: string) => Promise<Value> {
  const answers = new Map<string, Promise<Value>>();
  let keys = 0;
  let batch: Promise<void> | undefined;
  const collected = async () => {
    await endOfTurn();
    const calls = keys;
    keys = 0;
    batch = undefined;
    expect(calls);
  };
  return (key) => {
    const known = answers.get(key);
    if (known) return known;
    keys += 1;
    batch ??= collected();
    const answer = batch.then(() => ask(key));
    answers.set(key, answer);
    return answer;
  };
}

/** Resolves once all resolvers of this tick have run: the moment at which DataLoader, too, closes a batch. */
async function endOfTurn(): Promise<void> {
  // A microtask first, so that nextTick runs after the promises that are already resolved.
  await undefined;
  await new Promise<void>((resolve) => process.nextTick(resolve));
}

/** Makes one call for each key. A failed call fails its own key only. */
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
