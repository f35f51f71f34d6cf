// Whether the gateway's own layers cost more than they save: `npm run bench:throughput`. The 100-user query, answered by the
// gateway from a warm cache of IAM reads, and by a bare graphql-yoga server of the same schema with the same data in memory;
// each in a process of its own, over HTTP, taking turns. About a minute; nothing is asserted.
import { availableParallelism, cpus, type } from "node:os";
import { isDeepStrictEqual } from "node:util";
import { Figures, show, table } from "./embedded-iam/figures.ts";
import { load, spellOut } from "./embedded-iam/load.ts";
import { type OwnServerProcess, startOwn } from "./embedded-iam/processes.ts";
import { QUERY } from "./throughput/account.ts";
import { pacedLoad } from "./throughput/paced-load.ts";

const CONNECTIONS = 16;
const WARM_UP_MS = 3000;
// Short ones: what else the machine does falls on both sides of each alike.
const ROUNDS = 60;
const ROUND_MS = 250;
const PACED_ROUNDS = 6;
const PACED_ROUND_MS = 1500;
const LEAST_RATIO = 1;

const NAMES = ["gateway", "bare"] as const;
type Name = (typeof NAMES)[number];

interface Subject {
  readonly name: Name;
  readonly server: OwnServerProcess;
  readonly url: string;
  readonly request: Buffer;
}

const REQUEST = {
  headers: { host: "127.0.0.1", "content-type": "application/json", accept: "application/json" },
  body: JSON.stringify({ query: QUERY }),
};

await using stack = new AsyncDisposableStack();
const subjects = await Promise.all(NAMES.map(start));
await expectSameAnswers();
const figures = await measureRates();
const lowerRate = Math.min(...NAMES.map((name) => figures.median(name) ?? 0));
const latencies = await measureLatencies(lowerRate / 2);
report();

async function start(name: Name): Promise<Subject> {
  const script = new URL(`throughput/${name}-server.ts`, import.meta.url);
  const server = stack.use(await startOwn(script, [], (child) => child.disconnect()));
  const [url] = server.urls;
  const [request] = spellOut([REQUEST], "/graphql");
  if (url === undefined || request === undefined) throw new Error("expected a server and a request");
  return { name, server, url, request };
}

/** Other work would make another speed. Cursors are each server's own. */
async function expectSameAnswers(): Promise<void> {
  const answers = await Promise.all(
    subjects.map(async ({ url }) => {
      const response = await fetch(`${url}/graphql`, { method: "POST", ...REQUEST });
      return (await response.text()).replace(/"endCursor":"[\w-]+"/, '"endCursor":"a cursor"');
    }),
  );
  if (!isDeepStrictEqual(answers[0], answers[1])) throw new Error(`expected equal answers, but got: ${answers.join()}`);
}

async function measureRates(): Promise<Figures> {
  const rates = new Figures();
  for (const subject of subjects) await rateOf(subject, WARM_UP_MS);
  for (let round = 0; round < ROUNDS; round++) {
    for (const subject of inTurn(round)) {
      const before = await subject.server.ask({ ask: "processor time" });
      const { answers, perSecond } = await rateOf(subject, ROUND_MS);
      const after = await subject.server.ask({ ask: "processor time" });
      rates.add(subject.name, perSecond);
      rates.add(`processor ${subject.name}`, (after - before) / answers);
    }
  }
  return rates;
}

function rateOf({ url, request }: Subject, milliseconds: number) {
  return load(url, [request], { connections: CONNECTIONS, milliseconds });
}

async function measureLatencies(perSecond: number): Promise<ReadonlyMap<Name, readonly number[]>> {
  const taken = new Map<Name, number[]>();
  for (let round = 0; round < PACED_ROUNDS; round++) {
    for (const { name, url, request } of inTurn(round)) {
      const pace = { perSecond, milliseconds: PACED_ROUND_MS, connections: 4 * CONNECTIONS };
      taken.set(name, [...(taken.get(name) ?? []), ...(await pacedLoad(url, request, pace))]);
    }
  }
  return taken;
}

/** Each begins every other time. */
function inTurn(round: number): readonly Subject[] {
  return round % 2 === 0 ? subjects : subjects.toReversed();
}

function report(): void {
  const processor = cpus()[0]?.model.trim() ?? "unknown processor";
  console.log(
    `100 users by GraphQL on ${availableParallelism()} cores (${processor}), ${type()}, Node ${process.version}`,
  );
  console.log(
    `Medians of ${ROUNDS} rounds that take turns, as are the ratios; ${CONNECTIONS} keep-alive connections.\n`,
  );
  const row = (label: string, unit: string, figure: (name: Name) => number | undefined) => [
    label,
    unit,
    ...NAMES.map((name) => show(figure(name))),
  ];
  const pace = `at ${show(lowerRate / 2)} per second, half the lower rate`;
  const rows = [
    ["", "", "gateway, warm cache", "bare graphql-yoga", "ratio"],
    [...row("answers", "per second", (name) => figures.median(name)), show(figures.ratio("gateway", "bare"))],
    [
      ...row("  the server's processor time", "us each", (name) => figures.median(`processor ${name}`)),
      show(figures.ratio("processor gateway", "processor bare")),
    ],
    row(`p50 ${pace}`, "ms", (name) => percentile(latencies.get(name), 0.5)),
    row(`p99 ${pace}`, "ms", (name) => percentile(latencies.get(name), 0.99)),
  ];
  console.log(table(rows));
  const ratio = figures.ratio("gateway", "bare") ?? 0;
  const outcome = ratio >= LEAST_RATIO ? "met" : "not met";
  console.log(
    `\nTarget: the gateway's rate : the bare server's, ${show(ratio)}, at least ${show(LEAST_RATIO)}: ${outcome}`,
  );
}

function percentile(values: readonly number[] = [], share: number): number | undefined {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length * share)];
}
