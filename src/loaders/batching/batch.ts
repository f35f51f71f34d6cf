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

/**
 * A loader for one request that asks for each key by a call of its own, once, and answers each as soon as IAM does.
 * @param expect told, before any of them is made, how many calls are asked for at the same time; what it throws fails them
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

/** When all was asked for that what is at hand leads to: the moment at which DataLoader, too, closes a batch. */
async function endOfTurn(): Promise<void> {
  // Behind promises only where it is asked for among them.
  await undefined;
  await new Promise<void>((resolve) => process.nextTick(resolve));
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
