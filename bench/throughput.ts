// Measures the cost and the gain of the gateway's own layers: `npm run bench:throughput`. The gateway with a warm cache of IAM reads
// and a bare graphql-yoga server with the same schema and data serve pages of 100 users over HTTP. Each runs in its own process,
// and they take turns. All requests are different, so that each is executed. The gateway is also measured without its compiled
// execution (graphql-js executes then), and without parts that only improve speed. About five minutes. It asserts nothing.
import { cpus, type } from "node:os";
import { isDeepStrictEqual } from "node:util";
import { Figures, show, table } from "./embedded-iam/figures.ts";
import { CALL_MS, measureForecast } from "./throughput/forecast.ts";
import type { PartName } from "./throughput/left-out.ts";
import { pacedLoad } from "./throughput/paced-load.ts";
import {
  CONNECTIONS,
  inTurn,
  measurePromotion,
  measureRound,
  type Name,
  startSubject,
  warmUp,
} from "./throughput/subjects.ts";
import { bodies, HEADERS, largeRequests, requestsOf } from "./throughput/workload.ts";

// V8 optimizes until then: at 4,000 responses the gateway needs a third more time than later.
const WARM_UP_ANSWERS = 12_000;
const LARGE_WARM_UP_ANSWERS = 800;
const ROUNDS = 48;
const LARGE_ROUNDS = 48;
// Short, so that a pause of the machine affects the p99 of few rounds; long enough for each server's collections.
const PACED_ROUNDS = 32;
const PACED_ROUND_MS = 1000;

const MIN_RATE_RATIO = 1.5;
const MAX_P99_RATIO = 0.5;

/** The compared servers. Without the compiled execution, graphql-js executes. */
const COMPARED = ["gateway", "bare", "compiled execution"] as const satisfies readonly Name[];
/** Parts of the gateway that only improve speed. */
const PARTS = ["byte responses", "date table"] as const satisfies readonly PartName[];

const figures = new Figures();
let lowerRate = 0;
await measure();
await measureLargePages();
await measureForecast(figures);
report();

async function measure(): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const subjects = await Promise.all([...COMPARED, ...PARTS].map((name) => startSubject(stack, name)));
  const compared = subjects.filter(({ name }) => COMPARED.some((one) => one === name));
  await expectSameAnswers(subjects.map(({ url }) => url));
  for (const subject of subjects) await warmUp(subject, requestsOf(0), WARM_UP_ANSWERS);
  for (let round = 0; round < ROUNDS; round++) {
    for (const subject of inTurn(subjects, round)) await measureRound(subject, requestsOf(round), figures);
  }
  for (const subject of compared) await measurePromotion(subject, requestsOf(0), figures);
  lowerRate = Math.min(figures.median("gateway") ?? 0, figures.median("bare") ?? 0);
  // A pace that both can keep.
  const pace = { perSecond: lowerRate / 2, milliseconds: PACED_ROUND_MS, connections: 4 * CONNECTIONS };
  for (let round = 0; round < PACED_ROUNDS; round++) {
    for (const { name, url } of inTurn(compared, round)) {
      const { answers, ownDelays } = await pacedLoad(url, requestsOf(round), pace);
      figures.add(`p50 ${name}`, percentile(answers, 0.5));
      figures.add(`p99 ${name}`, percentile(answers, 0.99));
      figures.add(`own ${name}`, percentile(ownDelays, 0.99));
    }
  }
}

/** Measures the gain of the parts for pages of 1,000 users. */
async function measureLargePages(): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const subjects = await Promise.all((["gateway", ...PARTS] as const).map((name) => startSubject(stack, name, 1000)));
  for (const subject of subjects) await warmUp(subject, largeRequests, LARGE_WARM_UP_ANSWERS);
  for (let round = 0; round < LARGE_ROUNDS; round++) {
    for (const subject of inTurn(subjects, round)) await measureRound(subject, largeRequests, figures, "large ");
  }
}

/** Different work would explain a different speed. Cursors may differ. */
async function expectSameAnswers(urls: readonly string[]): Promise<void> {
  for (const body of bodies.slice(0, 40)) {
    const answers = await Promise.all(
      urls.map(async (url) => {
        const response = await fetch(`${url}/graphql`, { method: "POST", headers: HEADERS, body });
        return (await response.text()).replace(/"endCursor":"[\w-]+"/, '"endCursor":"a cursor"');
      }),
    );
    for (const answer of answers) {
      if (!isDeepStrictEqual(answer, answers[0])) throw new Error(`expected equal answers, but got: ${answers.join()}`);
    }
  }
}

function report(): void {
  const processor = cpus()[0]?.model.trim() ?? "unknown processor";
  console.log(`100 users by GraphQL on ${cpus().length} cores (${processor}), ${type()}, Node ${process.version}`);
  console.log(
    `Medians of ${ROUNDS} rounds in turn (latencies: ${PACED_ROUNDS}); ratios are medians of the rounds' ratios.`,
  );
  console.log(
    `${bodies.length} different requests: 20 documents with 1,000 values; ${CONNECTIONS} keep-alive connections.\n`,
  );
  console.log(table([["", "", "gateway", "bare yoga", "gateway : bare", "by graphql-js"], ...comparisons()]));
  console.log("\nWithout a part: the processor time of an answer, as a multiple of the gateway's (95 % interval)");
  const gains = [
    gainOf("compiled execution"),
    ...PARTS.map((part) => gainOf(part)),
    ...PARTS.map((part) => gainOf(part, "large ")),
  ];
  console.log(table(gains));
  console.log(
    `\nWithout the planner's forecast, two bulk reads of ${CALL_MS} ms each and nothing cached: ` +
      `${show(figures.median("no forecast"))} ms an answer, with it ${show(figures.median("forecast"))} ms\n`,
  );
  const rate = figures.ratio("gateway", "bare") ?? 0;
  const tails = [
    ["in the median round", figures.ratio("p99 gateway", "p99 bare") ?? Number.POSITIVE_INFINITY],
    ["in the first quartile of the rounds", quietTail()],
  ] as const;
  console.log(
    `Target: answers per second, gateway : bare at least ${show(MIN_RATE_RATIO)}: ${show(rate)}, ${outcome(rate >= MIN_RATE_RATIO)}`,
  );
  for (const [rounds, tail] of tails) {
    console.log(
      `Target: p99 at half load, gateway : bare at most ${show(MAX_P99_RATIO)}, ${rounds}: ${show(tail)}, ${outcome(tail <= MAX_P99_RATIO)}`,
    );
  }
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
    quietTails(),
    row("p99 of the bench's own delays before requests, not included", "ms", "own "),
  ];
}

/** The p99 of the rounds with the least other load of the machine. */
function quietTails(): string[] {
  const [gateway, bare, interpreted] = COMPARED.map((name) => figures.firstQuartile(`p99 ${name}`));
  return [
    "the same, first quartile of the rounds",
    "ms",
    show(gateway),
    show(bare),
    show(quietTail()),
    show(interpreted),
  ];
}

function quietTail(): number {
  const [gateway, bare] = COMPARED.map((name) => figures.firstQuartile(`p99 ${name}`));
  return gateway === undefined || bare === undefined ? Number.POSITIVE_INFINITY : gateway / bare;
}

/** @param prefix of the figures: empty for pages of 100 users, "large " for 1,000 */
function gainOf(part: PartName, prefix: "" | "large " = ""): string[] {
  const [name, whole] = [`${prefix}processor ${part}`, `${prefix}processor gateway`];
  const [low, high] = figures.ratioInterval(name, whole) ?? [];
  const isGain = low !== undefined && low > 1;
  return [
    `${part}, ${prefix === "" ? 100 : "1,000"} users`,
    show(figures.ratio(name, whole)),
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
