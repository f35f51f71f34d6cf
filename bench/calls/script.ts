// A process with one row's script. After its warm-up runs it prints that it is ready. For each line on stdin it runs once and
// prints the duration and the number of entities. Its output is one JSON value a line.
import { createInterface } from "node:readline";
import { IAMClient } from "@aws-sdk/client-iam";
import { BUDGET, Budget } from "./budget.ts";
import { DirectIam } from "./direct-iam.ts";
import { isRowName, scripts } from "./scripts.ts";

const [row = "", warmUps = "0"] = process.argv.slice(2);
if (!isRowName(row)) throw new Error(`expected a row's name, but got: ${row}`);
const iam = new DirectIam(new IAMClient(), new Budget(BUDGET));
for (let run = 0; run < Number(warmUps); run++) await scripts[row](iam);
console.log(JSON.stringify({ ready: true }));
for await (const _line of createInterface({ input: process.stdin })) {
  const begun = performance.now();
  const items = await scripts[row](iam);
  console.log(JSON.stringify({ milliseconds: performance.now() - begun, items }));
}
