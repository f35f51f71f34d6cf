import { describe, expect, it } from "vitest";
import { fuzz } from "./fuzz/run.ts";

describe("a thousand malformed, hostile and nearly valid requests", { timeout: 180_000 }, () => {
  it("are answered like at AWS, and leave the process and its store intact", async () => {
    const tally = await fuzz(20260301, 1000);
    const codes = new Set([...tally.values()].flatMap((counts) => [...counts.keys()]));
    expect([...codes]).toEqual(
      expect.arrayContaining(["OK", "ValidationError", "MalformedInput", "InvalidAction", "MalformedPolicyDocument"]),
    );
  });
});
