// Measures the IAM calls and the time of the gateway's responses: `npm run bench:calls`. Each row of the table runs in the
// gateway, in a script of direct SDK calls with the gateway's budget, and in a naive gateway with one resolver for each field.
// The embedded IAM has a latency of 40 ms, and throttles. This takes twenty minutes, because the naive gateway is slow to fail.
// Rows about non-virtual MFA devices have their own accounts, and run in the gateway only: ten minutes more. The exit code is 1
// if the gateway fails a row.
//
//   --rows=PATTERN       only the rows whose name or title matches (a regular expression)
//   --rounds=N           runs of gateway and script for each row (9): times are medians, calls the maximum
//   --warm-ups=N         runs of gateway and script before the measured ones (20)
//   --skip-naive         skips the naive gateway
//   --naive-seconds=N    the timeout of the naive gateway (90)
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { makeAccount } from "./calls/account.ts";
import type { AccountName } from "./calls/accounts.ts";
import { enterGateway, enterScript, type Place, type Result, runCold, runNaive, search } from "./calls/contest.ts";
import { deviceRows } from "./calls/device-rows.ts";
import { IamControl } from "./calls/iam-control.ts";
import { startIam } from "./calls/processes.ts";
import { type Outcome, report } from "./calls/report.ts";
import type { ColdRuns, Row } from "./calls/row.ts";
import { rows } from "./calls/rows.ts";
import { judgeCalls, judgeTime } from "./calls/verdict.ts";

/** Tighter than AWS's limits, looser than the gateway's budget. */
const FAULTS = { latencyMs: 40, throttle: { "*": { perSecond: 16, burst: 32 } } };

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
  const { iam } = stack.use(await startIam(file, FAULTS)).line;
  const searched = path.join(folder, `${account}-gateway.sqlite`);
  return { iam, control: new IamControl(iam, FAULTS), folder, searched, warmUps };
}

/** Measures the gateway only. */
async function measureCold(row: Row, cold: ColdRuns, place: Place): Promise<Outcome> {
  const results: Result[] = [];
  for (let round = 0; round < Math.min(rounds, cold.rounds); round++) results.push(await runCold(row, cold, place));
  const verdict = [...new Set(results.flatMap((result) => judgeCalls(row, result)))];
  return { row, gateway: medianOf(results), script: undefined, naive: undefined, verdict };
}

/** Measures all contenders. Gateway and script alternate, so that other load on the machine affects both. */
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

/** The round with the median time. */
function medianOf(results: readonly Result[]): Result {
  const sorted = results.toSorted((one, other) => one.milliseconds - other.milliseconds);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error("expected at least one round");
  return middle;
}
