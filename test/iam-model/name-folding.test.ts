import { describe, expect, it } from "vitest";
import { foldName, isSameName } from "../../src/iam-model/name-folding.ts";

describe("foldName", () => {
  it("folds ASCII names to lower case", () => {
    expect(foldName("Alice.O+K=1,@-_")).toBe("alice.o+k=1,@-_");
  });

  it.each([
    ["ÄRGER", "ärger"],
    ["ΣΊΣΥΦΟΣ", "σίσυφος"],
    ["STRASSE", "straße"],
    ["ﬃ", "FFI"],
  ])("folds %s and %s to the same key", (one, other) => {
    expect(foldName(one)).toBe(foldName(other));
  });

  it.each([
    ["ı", "i"],
    ["é", "e\u0301"],
    ["alice", "alicé"],
  ])("keeps %s and %s apart", (one, other) => {
    expect(foldName(one)).not.toBe(foldName(other));
  });
});

describe("isSameName", () => {
  it.each([
    ["alice", "alice", true],
    ["alice", "ALICE", true],
    ["straße", "STRASSE", true],
    ["alice", "alicia", false],
  ])("compares %s with %s: %s", (one, other, isSame) => {
    expect(isSameName(one, other)).toBe(isSame);
  });
});
