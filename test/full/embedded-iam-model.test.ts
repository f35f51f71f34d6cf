import { describe, expect, it } from "vitest";
import { errors, successes } from "../embedded-iam/robustness/model/outcomes.ts";
import { compareWithModel } from "../embedded-iam/robustness/model/run.ts";

describe("a thousand random sequences of operations, with restarts in between", { timeout: 1_800_000 }, () => {
  it("have the outcome of a simple model of IAM's rules", async () => {
    const tally = await compareWithModel(42, 1000);
    for (const [outcome, count] of [...tally].sort()) console.log(outcome, count);
    const never = [...successes, ...errors].filter((outcome) => !tally.has(outcome));
    expect(never, "outcomes that never came").toEqual([]);
  });
});
