import { describe, expect, it } from "vitest";
import { killDuringFirstStart } from "./kill/first-start.ts";
import { killUnderLoad } from "./kill/under-load.ts";

/** Ten starts of a process, which take their time on a busy machine. */
const timeout = 180_000;

describe("kill -9", { timeout }, () => {
  it("under load loses no acknowledged write and leaves no half-written entity", async () => {
    expect((await killUnderLoad(1, 5)).acknowledged).toBeGreaterThan(50);
  });

  it("during the first start leaves what the next start makes a whole sample account of", async () => {
    await killDuringFirstStart(1, 2);
  });
});
