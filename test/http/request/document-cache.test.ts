import { describe, expect, it } from "vitest";
import { createDocumentCache } from "../../../src/http/request/document-cache.ts";

describe("the cache of documents", () => {
  it("keeps the lately used ones, as long as they are not too long in all", () => {
    const cache = createDocumentCache<number>(6);
    cache.set("aa", 1);
    cache.set("bb", 2);
    cache.set("cc", 3);
    cache.get("aa");
    cache.set("dd", 4);
    expect(["aa", "bb", "cc", "dd"].map((key) => cache.get(key))).toEqual([1, undefined, 3, 4]);
    cache.set("dd", 5);
    expect(["aa", "cc", "dd"].map((key) => cache.get(key))).toEqual([1, 3, 5]);
    cache.set("x".repeat(7), 6);
    expect(cache.get("x".repeat(7))).toBeUndefined();
    cache.set("y".repeat(6), 7);
    expect(["aa", "cc", "dd", "yyyyyy"].map((key) => cache.get(key))).toEqual([undefined, undefined, undefined, 7]);
  });
});
