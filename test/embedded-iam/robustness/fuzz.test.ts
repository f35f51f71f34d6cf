import { describe, expect, it } from "vitest";
import { operations } from "../../../src/iam-model/operations/index.ts";
import { fuzz } from "./fuzz/run.ts";

/** Enough to try each operation. */
const requests = 25 * Object.keys(operations).length;

describe("thousands of malformed, hostile and nearly valid requests", { timeout: 180_000 }, () => {
  it("are answered like at AWS, and leave the process and its store intact", async () => {
    const tally = await fuzz(20260301, requests);
    const never = Object.keys(operations).filter((operation) => !tally.has(operation));
    expect(never, "operations that were never tried").toEqual([]);
    const codes = new Set([...tally.values()].flatMap((counts) => [...counts.keys()]));
    expect([...codes]).toEqual(expect.arrayContaining(["OK", "ValidationError", "MalformedInput", "InvalidAction"]));
  });
});
