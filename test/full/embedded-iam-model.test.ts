import { describe, expect, it } from "vitest";
import { operationNames } from "../embedded-iam/robustness/model/model.ts";
import { compareWithModel } from "../embedded-iam/robustness/model/run.ts";

describe("a thousand random sequences of operations, with restarts in between", { timeout: 1_800_000 }, () => {
  it("have the outcome of a simple model of IAM's rules", async () => {
    const tally = await compareWithModel(42, 1000);
    for (const [outcome, count] of [...tally].sort()) console.log(outcome, count);
    const never = operationNames.filter((operation) => !tally.has(`${operation} answered`));
    expect(never, "operations that never succeeded").toEqual([]);
  });
});
