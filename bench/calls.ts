// How many IAM calls queries cost, and how long they take: `npm run bench:calls`.
//
//   --rows=<text>          only rows whose query has this text
//   --naive-seconds=<n>    how long the naive gateway may take for a row (60)
//   --skip-naive           without it
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { makeAccount } from "./calls/account.ts";
import { byAction, contend, type Outcome, throttled } from "./calls/contender.ts";
import { startGateway, startNaiveGateway } from "./calls/gateways.ts";
import { startIam } from "./calls/iam-server.ts";
import { type Row, rows } from "./calls/rows.ts";
import { Script } from "./calls/script.ts";
import { callsBeyondBudget } from "./calls/windows.ts";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "" },
    "naive-seconds": { type: "string", default: "60" },
    "skip-naive": { type: "boolean", default: false },
  },
});
const naiveSeconds = Number(values["naive-seconds"]);
const MEASURED = { mostSeconds: 120, warmUp: true };

interface Result {
  readonly row: Row;
  readonly gateway: Outcome;
  readonly script: Outcome;
  readonly naive: Outcome | undefined;
}

/** Nothing but what the bench's own claims say; empty where all of them hold. */
function faultsOf({ row, gateway, script }: Result): string[] {
  const faults: string[] = [];
  const forPlanning = Math.min(1, gateway.calls.filter(({ action }) => action === "GetAccountSummary").length);
  if (gateway.failure !== undefined) faults.push(gateway.failure);
  if (gateway.calls.length > row.atMost + forPlanning) faults.push(`more than ${row.atMost} calls`);
  if (throttled(gateway) > 0) faults.push("throttled");
  if (gateway.seconds > Math.max(script.seconds * 1.2, script.seconds + 0.05)) faults.push("slow");
  if (callsBeyondBudget(gateway.calls) > 0) faults.push("beyond its budget");
  return faults;
}

function print(result: Result): void {
  const { row, gateway, script, naive } = result;
  const faults = faultsOf(result);
  const actions = Object.entries(byAction(gateway)).map(([action, count]) => `${action} ${count}`);
  console.log(`${faults.length === 0 ? "ok  " : "FAIL"} ${row.query}`);
  console.log(`       calls    ${gateway.calls.length} (at most ${row.atMost}): ${actions.join(", ")}`);
  const ratio = (gateway.seconds / script.seconds).toFixed(2);
  console.log(`       gateway  ${gateway.seconds.toFixed(3)} s`);
  console.log(
    `       script   ${script.seconds.toFixed(3)} s, ${script.calls.length} calls; gateway : script ${ratio}`,
  );
  console.log(
    `       window   ${(31 + callsBeyondBudget(gateway.calls)).toFixed(1)} calls beyond 15 a second (at most 31)`,
  );
  if (naive) {
    const times = (naive.calls.length / gateway.calls.length).toFixed(0);
    const end = naive.failure === undefined ? "" : `; FAILED: ${naive.failure.slice(0, 100)}`;
    console.log(
      `       naive    ${naive.seconds.toFixed(3)} s, ${naive.calls.length} calls (${times} times), ${throttled(naive)} throttled${end}`,
    );
  }
  if (faults.length > 0) console.log(`       ${faults.join("; ")}`);
}

const folder = await mkdtemp(path.join(tmpdir(), "iamql-bench-"));
const file = path.join(folder, "iam.sqlite");
let isAllRight = true;
try {
  console.log("Making an account of 5,000 users, 3,000 devices, 20 groups, 40 providers ...");
  await makeAccount(file);
  await using iam = await startIam(file);
  const script = new Script(iam.url);
  await using gateway = await startGateway(iam.url, { IAM_CACHE_TTL_MS: "0" });
  await using cachedGateway = await startGateway(iam.url);
  for (const row of rows.filter(({ query }) => query.includes(values.rows))) {
    const ofGateway = await contend(iam, () => row.ask(row.cached ? cachedGateway : gateway), MEASURED);
    script.reset();
    const ofScript = await contend(iam, () => row.run(script), MEASURED);
    let ofNaive: Outcome | undefined;
    if (!values["skip-naive"]) {
      // A process of its own for each row: what it has not done when it is given up must not burden the next.
      await using naive = await startNaiveGateway(iam.url);
      ofNaive = await contend(iam, () => row.ask(naive), { mostSeconds: naiveSeconds, warmUp: false });
    }
    const result = { row, gateway: ofGateway, script: ofScript, naive: ofNaive };
    print(result);
    isAllRight &&= faultsOf(result).length === 0;
  }
} finally {
  await rm(folder, { recursive: true });
}
process.exitCode = isAllRight ? 0 : 1;
