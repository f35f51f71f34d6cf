import { describe, expect, it } from "vitest";
import { killDuringFirstStart } from "../embedded-iam/robustness/kill/first-start.ts";
import { killUnderLoad } from "../embedded-iam/robustness/kill/under-load.ts";

const halfAnHour = 1_800_000;

describe("kill -9, a hundred times", () => {
  it("under load loses no acknowledged write and leaves no partly written entity", {
    timeout: halfAnHour,
  }, async () => {
    const { acknowledged, kept, lost } = await killUnderLoad(20260301, 100);
    console.log(`100 kills: ${acknowledged} writes acknowledged; of the others, ${kept} kept and ${lost} lost`);
    expect(acknowledged).toBeGreaterThan(1000);
  });

  it("during the first start lets the next start complete the sample account", {
    timeout: halfAnHour,
  }, async () => {
    const early = await killDuringFirstStart(20260301, 25);
    console.log(`25 first starts: ${early} killed before they were ready`);
    expect(early).toBeGreaterThan(10);
  });
});
