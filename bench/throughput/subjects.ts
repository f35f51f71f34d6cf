import type { Figures } from "../embedded-iam/figures.ts";
import { load } from "../embedded-iam/load.ts";
import { type OwnServerProcess, startOwn } from "../embedded-iam/processes.ts";
import type { ServerQuestion } from "./answer-parent.ts";
import type { PartName } from "./left-out.ts";
import { separateProcessors } from "./processors.ts";

/** The gateway, a bare yoga server, or the gateway without a part. */
export type Name = "gateway" | "bare" | PartName;

/** A measured server, in its own process. */
export interface Subject {
  readonly name: Name;
  readonly server: OwnServerProcess<ServerQuestion>;
  readonly url: string;
}

export const CONNECTIONS = 16;
const LOAD = { connections: CONNECTIONS };
// On two cores the load generator keeps one busy. V8's scavenges of 0.2 ms would wait 5 ms for their helper thread.
const FLAGS = ["--no-parallel-scavenge"];
// Short, so that other load of the machine affects all subjects equally.
const ROUND_MS = 200;
const PROMOTION_MS = 1500;

/** @param users number of users of the server; the bare one always has 100 */
export async function startSubject(stack: AsyncDisposableStack, name: Name, users = 100): Promise<Subject> {
  const isBare = name === "bare";
  const script = new URL(isBare ? "bare-server.ts" : "gateway-server.ts", import.meta.url);
  const words = isBare ? [] : [String(users), ...(name === "gateway" ? [] : [name])];
  const server = stack.use(await startOwn<ServerQuestion>(script, words, (child) => child.disconnect(), FLAGS));
  separateProcessors(process.pid, server.pid);
  const [url] = server.urls;
  if (url === undefined) throw new Error("expected a server");
  return { name, server, url };
}

/** Sends so many requests that all reads are cached and all code is optimized. */
export async function warmUp({ url }: Subject, requests: readonly Buffer[], answers: number): Promise<void> {
  let answered = 0;
  while (answered < answers) {
    const rest = requests.slice(answered % requests.length);
    answered += (await load(url, rest, { ...LOAD, milliseconds: 500 })).answers;
  }
}

/** Adds the responses per second of a round as `<prefix><name>`, and the processor time of one as `<prefix>processor <name>`. */
export async function measureRound(
  { name, server, url }: Subject,
  requests: readonly Buffer[],
  figures: Figures,
  prefix = "",
): Promise<void> {
  const before = await server.ask({ ask: "processor time" });
  const { answers, perSecond } = await load(url, requests, { ...LOAD, milliseconds: ROUND_MS });
  const after = await server.ask({ ask: "processor time" });
  figures.add(`${prefix}${name}`, perSecond);
  figures.add(`${prefix}processor ${name}`, (after - before) / answers);
}

/** Adds the promoted bytes per response as `promoted <name>`. Counting slows V8 down. */
export async function measurePromotion(
  { name, server, url }: Subject,
  requests: readonly Buffer[],
  figures: Figures,
): Promise<void> {
  await server.ask({ ask: "count promoted bytes" });
  const { answers } = await load(url, requests, { ...LOAD, milliseconds: PROMOTION_MS });
  figures.add(`promoted ${name}`, (await server.ask({ ask: "promoted bytes" })) / answers);
}

/** The subjects in a different order each round, so that each has each position equally often. */
export function inTurn(subjects: readonly Subject[], round: number): readonly Subject[] {
  const start = round % subjects.length;
  return [...subjects.slice(start), ...subjects.slice(0, start)];
}
