import { describe, expect, it } from "vitest";
import { PagesRead } from "../../../src/iam/read-your-writes/list-extents.ts";

const sorted = ["a", "c", "e", "g"];
const pagesOf = (isSorted = true) => new PagesRead<string>((name) => name, isSorted);

describe("the extent of a page", () => {
  it("reaches from the page before to its last name, if the list is sorted", () => {
    const pages = pagesOf();
    const first = pages.extentOf("", undefined, { items: ["a", "C"], marker: "1" });
    expect(["A", "b", "c", "d"].map(first.covers)).toEqual([true, true, true, false]);
    const last = pages.extentOf("", "1", { items: ["e", "g"] });
    expect(["c", "d", "z"].map(last.covers)).toEqual([false, true, true]);
  });

  it("begins after its first name if the page before is unknown", () => {
    const { covers } = pagesOf().extentOf("", "1", { items: ["e", "g"], marker: "2" });
    expect(["d", "e", "f", "g", "h"].map(covers)).toEqual([false, false, true, true, false]);
  });

  it.each(sorted.slice(1).map((_, at) => [sorted.with(at, sorted[at + 1] ?? "").with(at + 1, sorted[at] ?? "")]))(
    "is empty if the names are not in order: %j",
    (items) => {
      const { covers } = pagesOf().extentOf("", undefined, { items, marker: "1" });
      expect(["b", "d", "f"].map(covers)).toEqual([false, false, false]);
    },
  );

  it("is everything if the page is the whole list, in any order", () => {
    for (const isSorted of [true, false]) {
      const { covers } = pagesOf(isSorted).extentOf("", undefined, { items: ["g", "a"] });
      expect(["b", "z"].map(covers)).toEqual([true, true]);
    }
  });

  it("is empty if the list has no known order", () => {
    const { covers } = pagesOf(false).extentOf("", undefined, { items: ["a", "c"], marker: "1" });
    expect(["a", "b"].map(covers)).toEqual([false, false]);
  });
});
