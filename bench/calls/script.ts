// A process that runs one row's script, and prints a line of JSON: how long that took, and how many entities came.
import { IAMClient } from "@aws-sdk/client-iam";
import { BUDGET, Budget } from "./budget.ts";
import { DirectIam } from "./direct-iam.ts";
import { isRowName, scripts } from "./scripts.ts";

const [row = ""] = process.argv.slice(2);
if (!isRowName(row)) throw new Error(`expected a row's name, but got: ${row}`);
const iam = new DirectIam(new IAMClient(), new Budget(BUDGET));
const begun = performance.now();
const items = await scripts[row](iam);
console.log(JSON.stringify({ milliseconds: performance.now() - begun, items }));
