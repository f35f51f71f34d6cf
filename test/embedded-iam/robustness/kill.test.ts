import { describe, expect, it } from "vitest";
import { killDuringFirstStart } from "./kill/first-start.ts";
import { killUnderLoad } from "./kill/under-load.ts";

/** Enough for ten process starts on a busy machine. */
const timeout = 180_000;

describe("kill -9", { timeout }, () => {
  it("under load loses no acknowledged write and leaves no partial entity", async () => {
    expect((await killUnderLoad(1, 5)).acknowledged).toBeGreaterThan(50);
  });

  it("during the first start leaves a file from which the next start makes the complete sample account", async () => {
    await killDuringFirstStart(1, 2);
  });
});
