import { describe, expect, it } from "vitest";
import { foldCase } from "../../../src/embedded-iam/store/fold-case.ts";

describe("foldCase", () => {
  it.each([
    ["Team", "tEAM"],
    ["ÄRGER", "ärger"],
    ["ΣΊΣΥΦΟΣ", "σίσυφος"],
    ["STRASSE", "straße"],
    ["GROẞ", "groß"],
    ["ﬁ", "FI"],
    ["İ", "i̇"],
    ["ſ", "S"],
    ["K", "k"],
    ["𐐀", "𐐨"],
    ["ᾼ", "ᾳ"],
  ])("makes %s and %s equal", (one, other) => {
    expect(foldCase(one)).toBe(foldCase(other));
  });

  it.each([
    ["ı", "i"],
    ["ı", "I"],
    ["é", "e\u0301"],
    ["ｅ", "e"],
    ["o", "ö"],
  ])("keeps %s and %s different", (one, other) => {
    expect(foldCase(one)).not.toBe(foldCase(other));
  });

  it("is idempotent", () => {
    for (let code = 0; code < 0x2_0000; code++) {
      if (code >= 0xd800 && code < 0xe000) continue;
      const folded = foldCase(String.fromCodePoint(code));
      if (foldCase(folded) !== folded) expect(`U+${code.toString(16)}`).toBe("stable");
    }
  });
});
