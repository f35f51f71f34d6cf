// Measures how many IAM calls the gateway makes for a response, and how long that takes: `npm run bench:calls`. Three contenders
// run each row of the table one after another: the gateway, a script of direct SDK calls under the gateway's own budget, and a
// gateway with a resolver for each field. They call an embedded IAM with a latency of 40 ms that throttles. This takes twenty
// minutes, mostly for the third contender. Rows about MFA devices that are not virtual have their own accounts and only run the
// gateway: ten more minutes. The exit code is 1 if the gateway misses a target of the table.
//
//   --rows=PATTERN       only rows whose name or title matches (a regular expression)
//   --rounds=N           runs of gateway and script for a row (9): times are medians, calls are the worst
//   --warm-ups=N         runs of gateway and script before they are measured (20; 0: cold)
//   --skip-naive         skip the gateway with a resolver for each field
//   --naive-seconds=N    timeout of that gateway (90)
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { makeAccount } from "./calls/account.ts";
import type { AccountName } from "./calls/accounts.ts";
import { enterGateway, enterScript, type Place, type Result, runCold, runNaive, search } from "./calls/contest.ts";
import { deviceRows } from "./calls/device-rows.ts";
import { IamControl } from "./calls/ledger.ts";
import { startIam } from "./calls/processes.ts";
import { type Outcome, report } from "./calls/report.ts";
import type { ColdRuns, Row } from "./calls/row.ts";
import { rows } from "./calls/rows.ts";
import { judgeCalls, judgeTime } from "./calls/verdict.ts";

/** Throttles earlier than AWS, and later than the gateway limits itself. */
const WEATHER = { latencyMs: 40, throttle: { "*": { perSecond: 16, burst: 32 } } };

const GATEWAY_SECONDS = 180;

const { values: options } = parseArgs({
  options: {
    rows: { type: "string", default: "" },
    rounds: { type: "string", default: "9" },
    "warm-ups": { type: "string", default: "20" },
    "skip-naive": { type: "boolean", default: false },
    "naive-seconds": { type: "string", default: "90" },
  },
});
const pattern = new RegExp(options.rows, "i");
const rounds = Number(options.rounds);
const warmUps = Number(options["warm-ups"]);
const naiveSeconds = Number(options["naive-seconds"]);
if (!Number.isInteger(rounds) || rounds < 1)
  throw new Error(`expected --rounds of 1 or more, but got: ${options.rounds}`);
if (!(naiveSeconds > 0)) throw new Error(`expected --naive-seconds above 0, but got: ${options["naive-seconds"]}`);

const stack = new AsyncDisposableStack();
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  process.once(signal, () => stack.disposeAsync().finally(() => process.exit(code)));
}
try {
  const outcomes = await measure();
  report(outcomes, { rounds, warmUps });
  if (outcomes.some(({ verdict }) => verdict.length > 0)) process.exitCode = 1;
} finally {
  await stack.disposeAsync();
}

async function measure(): Promise<Outcome[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "iamql-bench-"));
  stack.defer(() => rm(folder, { recursive: true }));
  const chosen = Object.entries<Row>({ ...rows, ...deviceRows }).filter(
    ([name, { title }]) => pattern.test(name) || pattern.test(title),
  );
  const outcomes: Outcome[] = [];
  const byAccount = Map.groupBy(chosen, ([, { account = "virtual" }]) => account);
  for (const [account, ofAccount] of byAccount) {
    const place = await settle(account, folder);
    if (ofAccount.some(([, { cold }]) => cold?.isSearched)) await search(place, GATEWAY_SECONDS);
    for (const [name, row] of ofAccount) {
      console.error(`... ${row.title}`);
      outcomes.push(row.cold ? await measureCold(row, row.cold, place) : await contend(name, row, place));
    }
  }
  return outcomes;
}

/** Starts the embedded IAM with a new account. */
async function settle(account: AccountName, folder: string): Promise<Place> {
  console.error(`... filling an account of 5,000 users: ${account}`);
  const file = path.join(folder, `${account}.sqlite`);
  makeAccount(file, account);
  const { iam } = stack.use(await startIam(file, WEATHER)).line;
  const searched = path.join(folder, `${account}-gateway.sqlite`);
  return { iam, control: new IamControl(iam, WEATHER), folder, searched, warmUps };
}

/** Runs a row by the gateway only. */
async function measureCold(row: Row, cold: ColdRuns, place: Place): Promise<Outcome> {
  const results: Result[] = [];
  for (let round = 0; round < Math.min(rounds, cold.rounds); round++) results.push(await runCold(row, cold, place));
  const verdict = [...new Set(results.flatMap((result) => judgeCalls(row, result)))];
  return { row, gateway: medianOf(results), script: undefined, naive: undefined, verdict };
}

/** Runs a row by all contenders. Gateway and script take turns, so that other load of the machine affects both equally. */
async function contend(name: string, row: Row, place: Place): Promise<Outcome> {
  const gateways: Result[] = [];
  const scripts: Result[] = [];
  {
    await using gateway = await enterGateway(row, place, GATEWAY_SECONDS);
    await using script = await enterScript(name, row, place);
    for (let round = 0; round < rounds; round++) {
      gateways.push(await gateway.run());
      scripts.push(await script.run());
    }
  }
  const naive = options["skip-naive"] ? undefined : await runNaive(row, place, naiveSeconds);
  const [gateway, script] = [medianOf(gateways), medianOf(scripts)];
  const faults = gateways.flatMap((result) => judgeCalls(row, result));
  const ofScript = scripts.flatMap(({ fault }) => (fault === undefined ? [] : [`the script: ${fault}`]));
  const verdict = [...new Set([...faults, ...judgeTime(gateway, script), ...ofScript])];
  return { row, gateway, script, naive, verdict };
}

/** The round whose time is the median. */
function medianOf(results: readonly Result[]): Result {
  const sorted = results.toSorted((one, other) => one.milliseconds - other.milliseconds);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error("expected at least one round");
  return middle;
}
