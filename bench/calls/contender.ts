import type { Call, IamServer } from "./iam-server.ts";

/** What came of a contender in a row. */
export interface Outcome {
  readonly calls: readonly Call[];
  readonly seconds: number;
  /** Why it has no answer. */
  readonly failure?: string;
}

/** Behind that the buckets of IAM and of the gateway are full again, and no cache has anything. */
const REST_MS = 5500;

export interface ContendOptions {
  readonly mostSeconds: number;
  /** Whether to run once unmeasured: what a process does for the first time takes longer. */
  readonly warmUp: boolean;
}

/** Runs one contender after a rest, and gives its calls as the embedded IAM got them. */
export async function contend(
  iam: IamServer,
  run: () => Promise<unknown>,
  { mostSeconds, warmUp }: ContendOptions,
): Promise<Outcome> {
  if (warmUp) {
    await iam.reset();
    await run().catch(() => {});
  }
  await rest();
  await iam.reset();
  const begun = performance.now();
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => late.resolve(`given up after ${mostSeconds} s`), mostSeconds * 1000);
  const failure = await Promise.race([run().then(() => undefined, String), late.promise]);
  clearTimeout(timer);
  const seconds = (performance.now() - begun) / 1000;
  return { calls: await iam.calls(), seconds, ...(failure !== undefined && { failure }) };
}

function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, REST_MS));
}

/** How many calls an outcome has, by action. */
export function byAction({ calls }: Outcome): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...Map.groupBy(calls, ({ action }) => action)].map(([action, list]) => [action, list.length]),
  );
}

/** How many of them were throttled. */
export function throttled({ calls }: Outcome): number {
  return calls.filter(({ outcome }) => outcome === "Throttling").length;
}
