import { describe, expect, it } from "vitest";
import { ListScan } from "../../../src/loaders/hydration/index.ts";
import { createFakeList, type FakeListOptions } from "../paging/fake-list.ts";

const names = Array.from({ length: 2500 }, (_, index) => `n${String(index).padStart(4, "0")}`);

function createScan(options: FakeListOptions = {}) {
  const fake = createFakeList(names, options);
  let failures = 0;
  const scan = new ListScan(
    "ListNames",
    async (request) => {
      if (failures > 0) {
        failures -= 1;
        throw new Error("Not now.");
      }
      return fake.list.list(request);
    },
    (name) => name,
  );
  const failNext = () => {
    failures += 1;
  };
  return { scan, calls: fake.calls, failNext };
}

describe("a list scan", () => {
  it("reads no page after the one with the last name that it looks for", async () => {
    const { scan, calls } = createScan();
    await scan.find(["n0007", "n0999"]);
    expect([scan.peek("N0007"), scan.peek("n1000"), scan.pagesRead]).toEqual(["n0007", undefined, 1]);
    expect(calls).toEqual([{ marker: undefined, maxItems: 1000 }]);
  });

  it("continues a partly read list, and repeats no page", async () => {
    const { scan, calls } = createScan();
    await scan.find(["n0001"]);
    await scan.find(["n1500", "n0002"]);
    await scan.find(["n0003"]);
    expect([calls.map(({ marker }) => marker), scan.pagesRead]).toEqual([[undefined, "after:n0999"], 2]);
  });

  it("reads the list to its end for a name that is not in it, once", async () => {
    const { scan, calls } = createScan();
    await scan.find(["missing"]);
    await scan.find(["missing", "other"]);
    expect([scan.peek("missing"), calls.length, scan.pagesRead]).toEqual([undefined, 3, 3]);
  });

  it("shares its pages among concurrent look-ups", async () => {
    const { scan, calls } = createScan();
    await Promise.all([scan.find(["n2400"]), scan.find(["n0001"]), scan.find(["n1500", "n2499"])]);
    expect(calls).toHaveLength(3);
  });

  it("prefetches the first page only, and only once", async () => {
    const { scan, calls } = createScan();
    scan.prefetch();
    scan.prefetch();
    await scan.find(["n0001"]);
    scan.prefetch();
    await scan.find(["n0001"]);
    expect(calls).toHaveLength(1);
  });

  it("follows short and empty pages", async () => {
    const { scan, calls } = createScan({ shortPages: (call) => [3, 0, 2][call - 1] ?? 1000 });
    await scan.find(["n0004"]);
    expect([calls.length, scan.pagesRead]).toEqual([3, 3]);
  });

  it("rejects with the error of its page, and continues there when it is called again", async () => {
    const { scan, calls, failNext } = createScan();
    await scan.find(["n0001"]);
    failNext();
    await expect(scan.find(["n1500"])).rejects.toThrow("Not now.");
    await scan.find(["n1500"]);
    expect(calls.map(({ marker }) => marker)).toEqual([undefined, "after:n0999"]);
  });

  it("surfaces the error of a prefetched page in the look-up that waits for it", async () => {
    const { scan, calls, failNext } = createScan();
    failNext();
    scan.prefetch();
    await expect(scan.find(["n0001"])).rejects.toThrow("Not now.");
    await scan.find(["n0001"]);
    expect(calls).toHaveLength(1);
  });
});
