import type { Call, IamServer } from "./iam-server.ts";

/** What came of a contender in a row. */
export interface Outcome {
  readonly calls: readonly Call[];
  readonly seconds: number;
  /** Why it has no answer. */
  readonly failure?: string;
}

/** IAM's buckets are full again, and so is the gateway's. */
const REST_MS = 2200;

/** Runs one contender after a rest, and gives its calls as the embedded IAM got them. */
export async function contend(iam: IamServer, run: () => Promise<unknown>, mostSeconds: number): Promise<Outcome> {
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
