import { createSecretKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { SigningKeys } from "../../../src/embedded-iam/protocol/signature.ts";

describe("the cached signing keys", () => {
  it("are at most a hundred: the oldest entry is removed first", () => {
    const keys = new SigningKeys();
    const made = Array.from({ length: 101 }, (_, index) => createSecretKey(Buffer.of(index)));
    for (const [index, key] of made.entries()) keys.set(`name ${index}`, key);
    expect(keys.get("name 0")).toBeUndefined();
    expect(keys.get("name 1")).toBe(made[1]);
    expect(keys.get("name 100")).toBe(made[100]);
  });
});
