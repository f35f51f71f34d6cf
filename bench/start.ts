// How long a start takes, from `npm start` to the ready line: `npm run bench:start`.
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { spawnGroup } from "../test/support/process.ts";
import { benchEnvironment } from "./environment.ts";

const ROUNDS = 5;

/** Starts the gateway, stops it, and returns the milliseconds until its ready line. */
async function timeStart(round: string): Promise<number> {
  const begun = performance.now();
  const npm = await spawnGroup("npm", ["start", "--silent"], {
    // All files are the bench's own, in the folder that it removes at the end.
    env: benchEnvironment({
      IAMQL_EMBEDDED_IAM_FILE: path.join(folder, `${round}.sqlite`),
      IAMQL_STATE_FILE: path.join(folder, `${round}-state.sqlite`),
      IAMQL_AUDIT_FILE: path.join(folder, `${round}-audit.jsonl`),
    }),
    read: "stdout",
  });
  await once(npm.output, "data");
  const taken = performance.now() - begun;
  await npm.end("SIGTERM");
  return taken;
}

async function median(run: (round: number) => Promise<number>): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) taken.push(await run(round));
  return taken.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
}

const folder = await mkdtemp(path.join(tmpdir(), "iamql-bench-"));
try {
  const fresh = await median((round) => timeStart(`${round}`));
  const existing = await median(() => timeStart("0"));
  console.log(`npm start to the ready line, median of ${ROUNDS}:`);
  console.log(`  a new file, with the sample account  ${(fresh / 1000).toFixed(2)} s`);
  console.log(`  an existing file                     ${(existing / 1000).toFixed(2)} s`);
} finally {
  await rm(folder, { recursive: true });
}
