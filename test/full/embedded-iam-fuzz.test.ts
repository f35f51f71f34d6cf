import { describe, expect, it } from "vitest";
import { operations } from "../../src/iam-model/operations/index.ts";
import { fuzz } from "../embedded-iam/robustness/fuzz/run.ts";

describe("twelve thousand malformed, hostile and nearly valid requests", { timeout: 1_200_000 }, () => {
  it("get the responses that AWS gives, and leave the process and its store intact", async () => {
    const tally = await fuzz(42, 12_000);
    for (const [label, codes] of [...tally].sort()) console.log(label, Object.fromEntries(codes));
    const succeeded = Object.keys(operations).filter((operation) => tally.get(operation)?.has("OK"));
    // Others need ids that the service chose.
    expect(succeeded.length, "operations that succeeded").toBeGreaterThan(80);
  });
});
