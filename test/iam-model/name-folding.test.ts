import { describe, expect, it } from "vitest";
import { foldName, isSameName } from "../../src/iam-model/name-folding.ts";

describe("foldName", () => {
  it("folds ASCII names to lower case", () => {
    expect(foldName("Alice.O+K=1,@-_")).toBe("alice.o+k=1,@-_");
  });

  it.each([
    ["Team", "tEAM"],
    ["ÄRGER", "ärger"],
    ["ΣΊΣΥΦΟΣ", "σίσυφος"],
    ["STRASSE", "straße"],
    ["GROẞ", "groß"],
    ["ﬁ", "FI"],
    ["ﬃ", "FFI"],
    ["İ", "i̇"],
    ["ſ", "S"],
    ["K", "k"],
    ["𐐀", "𐐨"],
    ["ᾼ", "ᾳ"],
  ])("folds %s and %s to the same key", (one, other) => {
    expect(foldName(one)).toBe(foldName(other));
  });

  it.each([
    ["ı", "i"],
    ["ı", "I"],
    ["é", "e\u0301"],
    ["ｅ", "e"],
    ["o", "ö"],
  ])("keeps %s and %s apart", (one, other) => {
    expect(foldName(one)).not.toBe(foldName(other));
  });
});

describe("a folded name", () => {
  it("folds to itself, for every character", () => {
    for (let code = 0; code < 0x2_0000; code++) {
      if (code >= 0xd800 && code < 0xe000) continue;
      const folded = foldName(String.fromCodePoint(code));
      if (foldName(folded) !== folded) expect(`U+${code.toString(16)}`).toBe("stable");
    }
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
