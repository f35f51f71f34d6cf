// Measures what single requests, and many at once, cost the gateway's process and other callers: `npm run bench:attacks`. Each
// attack runs against its own process over the embedded IAM with 1,000 users, while another caller repeats a trivial query.
// Linux only; about a minute. It asserts nothing.
import { availableParallelism, cpus, type } from "node:os";
import { setTimeout } from "node:timers/promises";
import { startAttacked } from "../test/attacks/attacked-process.ts";
import { temporaryFolder } from "../test/support/command.ts";
import { writeFullAccount } from "../test/support/full-account.ts";
import { attackKinds } from "./attacks/attacks.ts";
import { show, table } from "./embedded-iam/figures.ts";

/** Maximum duration of an attack. */
const MAX_ATTACK_MS = 20_000;

await using folder = await temporaryFolder();
const file = folder.file("iam.sqlite");
await writeFullAccount(file);

const rows: string[][] = [];
for (const { name, env, attack } of attackKinds) {
  await using attacked = await startAttacked({ IAMQL_EMBEDDED_IAM_FILE: file, ...env });
  const { addedMiB, otherMs } = await attacked.during(async () => {
    // The gateway may close the connection of an attacker.
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
