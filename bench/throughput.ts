// What the gateway's own layers cost and gain: `npm run bench:throughput`. A page of 100 users, answered by the gateway from
// a warm cache of IAM reads, and by a bare graphql-yoga server of the same schema with the same data in memory; each in a
// process of its own, over HTTP, taking turns. No two requests are equal, so that none shares another's answer. The gateway
// is also measured without its compiled execution (then graphql-js's algorithm executes), and without parts that are there
// for their speed only. About two minutes; nothing is asserted.
import { availableParallelism, cpus, type } from "node:os";
import { isDeepStrictEqual } from "node:util";
import { Figures, show, table } from "./embedded-iam/figures.ts";
import { load } from "./embedded-iam/load.ts";
import { type OwnServerProcess, startOwn } from "./embedded-iam/processes.ts";
import type { ServerQuestion } from "./throughput/answer-parent.ts";
import { CALL_MS, measureForecast } from "./throughput/forecast.ts";
import type { PartName } from "./throughput/left-out.ts";
import { pacedLoad } from "./throughput/paced-load.ts";
import { bodies, HEADERS, requestsOf } from "./throughput/workload.ts";

const CONNECTIONS = 16;
const LOAD = { connections: CONNECTIONS };
/** So many answers that all reads are cached and all code is optimized. */
const WARM_UP_ANSWERS = 4000;
// Short ones: what else the machine does falls on all subjects alike.
const ROUNDS = 48;
const ROUND_MS = 200;
const PACED_ROUNDS = 8;
const PACED_ROUND_MS = 1500;
const PROMOTION_MS = 1500;

const MIN_RATE_RATIO = 1.5;
const MAX_P99_RATIO = 0.5;

type Name = "gateway" | "bare" | PartName;

/** What is compared with each other. */
const COMPARED = ["gateway", "bare", "compiled execution"] as const satisfies readonly Name[];
/** Parts of the gateway that are there for their speed only. */
const PARTS = ["byte responses", "date table"] as const satisfies readonly PartName[];

interface Subject {
  readonly name: Name;
  readonly server: OwnServerProcess<ServerQuestion>;
  readonly url: string;
}

await using stack = new AsyncDisposableStack();
const subjects = await Promise.all([...COMPARED, ...PARTS].map(start));
const compared = subjects.filter(({ name }) => COMPARED.some((one) => one === name));
await expectSameAnswers();
const figures = new Figures();
await measureRates();
await measurePromotion();
const lowerRate = Math.min(figures.median("gateway") ?? 0, figures.median("bare") ?? 0);
await measureLatencies(lowerRate / 2);
await measureForecast(figures);
report();

async function start(name: Name): Promise<Subject> {
  const isBare = name === "bare";
  const script = new URL(`throughput/${isBare ? "bare" : "gateway"}-server.ts`, import.meta.url);
  const words = isBare || name === "gateway" ? [] : [name];
  const server = stack.use(await startOwn<ServerQuestion>(script, words, (child) => child.disconnect()));
  const [url] = server.urls;
  if (url === undefined) throw new Error("expected a server");
  return { name, server, url };
}

/** Other work would make another speed. Cursors are each server's own. */
async function expectSameAnswers(): Promise<void> {
  for (const body of bodies.slice(0, 40)) {
    const answers = await Promise.all(
      subjects.map(async ({ url }) => {
        const response = await fetch(`${url}/graphql`, { method: "POST", headers: HEADERS, body });
        return (await response.text()).replace(/"endCursor":"[\w-]+"/, '"endCursor":"a cursor"');
      }),
    );
    for (const answer of answers) {
      if (!isDeepStrictEqual(answer, answers[0])) throw new Error(`expected equal answers, but got: ${answers.join()}`);
    }
  }
}

async function measureRates(): Promise<void> {
  for (const subject of subjects) await warmUp(subject);
  for (let round = 0; round < ROUNDS; round++) {
    const requests = requestsOf(round);
    for (const { name, server, url } of inTurn(subjects, round)) {
      const before = await server.ask({ ask: "processor time" });
      const { answers, perSecond } = await load(url, requests, { ...LOAD, milliseconds: ROUND_MS });
      const after = await server.ask({ ask: "processor time" });
      figures.add(name, perSecond);
      figures.add(`processor ${name}`, (after - before) / answers);
    }
  }
}

async function warmUp({ url }: Subject): Promise<void> {
  let answered = 0;
  while (answered < WARM_UP_ANSWERS) {
    answered += (await load(url, requestsOf(0).slice(answered), { ...LOAD, milliseconds: 500 })).answers;
  }
}

/** Apart from the rates, because V8 takes its time to count. */
async function measurePromotion(): Promise<void> {
  for (const { name, server, url } of compared) {
    await server.ask({ ask: "count promoted bytes" });
    const { answers } = await load(url, requestsOf(0), { ...LOAD, milliseconds: PROMOTION_MS });
    figures.add(`promoted ${name}`, (await server.ask({ ask: "promoted bytes" })) / answers);
  }
}

/** At a pace that all keep, whether or not the answers keep up. */
async function measureLatencies(perSecond: number): Promise<void> {
  const pace = { perSecond, milliseconds: PACED_ROUND_MS, connections: 4 * CONNECTIONS };
  for (let round = 0; round < PACED_ROUNDS; round++) {
    for (const { name, url } of inTurn(compared, round)) {
      const taken = await pacedLoad(url, requestsOf(round), pace);
      figures.add(`p50 ${name}`, percentile(taken, 0.5));
      figures.add(`p99 ${name}`, percentile(taken, 0.99));
    }
  }
}

/** Each subject has each place in the turn equally often. */
function inTurn(all: readonly Subject[], round: number): readonly Subject[] {
  const start = round % all.length;
  return [...all.slice(start), ...all.slice(0, start)];
}

function report(): void {
  const processor = cpus()[0]?.model.trim() ?? "unknown processor";
  console.log(
    `100 users by GraphQL on ${availableParallelism()} cores (${processor}), ${type()}, Node ${process.version}`,
  );
  console.log(
    `Medians of ${ROUNDS} rounds in turn (latencies: ${PACED_ROUNDS}); ratios are medians of the rounds' ratios.`,
  );
  console.log(
    `${bodies.length} different requests: 20 documents with 1,000 values; ${CONNECTIONS} keep-alive connections.\n`,
  );
  console.log(table([["", "", "gateway", "bare yoga", "gateway : bare", "by graphql-js"], ...comparisons()]));
  console.log("\nWithout a part: the processor time of an answer, as a multiple of the gateway's (95 % interval)");
  console.log(table(["compiled execution" as const, ...PARTS].map(gainOf)));
  console.log(
    `\nWithout the planner's forecast, two bulk reads of ${CALL_MS} ms each and nothing cached: ` +
      `${show(figures.median("no forecast"))} ms an answer, with it ${show(figures.median("forecast"))} ms\n`,
  );
  const rate = figures.ratio("gateway", "bare") ?? 0;
  const tail = figures.ratio("p99 gateway", "p99 bare") ?? Number.POSITIVE_INFINITY;
  console.log(
    `Target: answers per second, gateway : bare at least ${show(MIN_RATE_RATIO)}: ${show(rate)}, ${outcome(rate >= MIN_RATE_RATIO)}`,
  );
  console.log(
    `Target: p99 at half load, gateway : bare at most ${show(MAX_P99_RATIO)}: ${show(tail)}, ${outcome(tail <= MAX_P99_RATIO)}`,
  );
}

function comparisons(): string[][] {
  const row = (label: string, unit: string, figure = "") => [
    label,
    unit,
    show(figures.median(`${figure}gateway`)),
    show(figures.median(`${figure}bare`)),
    show(figures.ratio(`${figure}gateway`, `${figure}bare`)),
    show(figures.median(`${figure}compiled execution`)),
  ];
  const pace = `at ${show(lowerRate / 2)} per second, half the lower rate`;
  return [
    row("answers", "per second"),
    row("processor time", "us per answer", "processor "),
    row("promoted to the old generation", "bytes per answer", "promoted "),
    row(`p50 ${pace}`, "ms", "p50 "),
    row(`p99 ${pace}`, "ms", "p99 "),
  ];
}

function gainOf(part: PartName): string[] {
  const [low, high] = figures.ratioInterval(`processor ${part}`, "processor gateway") ?? [];
  const isGain = low !== undefined && low > 1;
  return [
    part,
    show(figures.ratio(`processor ${part}`, "processor gateway")),
    `(${show(low)} to ${show(high)})`,
    isGain ? "gain" : "no gain shown",
  ];
}

function outcome(isMet: boolean): string {
  return isMet ? "met" : "not met";
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length * share)] ?? Number.NaN;
}
