// What single requests, and many at once, do to the gateway's process and to others: `npm run bench:attacks`. Each attack runs
// against a process of its own, over the embedded IAM with 1,000 users, while another caller sends a trivial query again and
// again. Linux only; about a minute; nothing is asserted.
import { availableParallelism, cpus, type } from "node:os";
import { setTimeout } from "node:timers/promises";
import { startAttacked } from "../test/attacks/attacked-process.ts";
import { temporaryFolder } from "../test/support/command.ts";
import { writeFullAccount } from "../test/support/full-account.ts";
import { attackKinds } from "./attacks/attacks.ts";
import { show, table } from "./embedded-iam/figures.ts";

/** An attack that goes on is measured for this long. */
const MAX_ATTACK_MS = 20_000;

await using folder = await temporaryFolder();
const file = folder.file("iam.sqlite");
await writeFullAccount(file);

const rows: string[][] = [];
for (const { name, env, attack } of attackKinds) {
  await using attacked = await startAttacked({ IAMQL_EMBEDDED_IAM_FILE: file, ...env });
  const { addedMiB, otherMs } = await attacked.during(async () => {
    // A client that is cut off has lost.
    await Promise.race([attack(attacked).catch(() => {}), setTimeout(MAX_ATTACK_MS, undefined, { ref: false })]);
  });
  const sorted = otherMs.toSorted((one, other) => one - other);
  const at = (share: number) => show(sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)]);
  rows.push([name, show(addedMiB), String(sorted.length), at(0.5), at(0.99), at(1)]);
}

console.log(
  `Attacks on ${availableParallelism()} cores (${cpus()[0]?.model.trim()}), ${type()}, Node ${process.version}`,
);
console.log("The attackers run on the same cores. A trivial query of another caller meanwhile, in milliseconds:\n");
console.log(table([["attack", "added MiB", "queries", "p50", "p99", "longest"], ...rows]));
