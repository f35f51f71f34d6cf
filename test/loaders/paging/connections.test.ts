import { describe, expect, it } from "vitest";
import { IamError } from "../../../src/iam/index.ts";
import { createConnectionReader } from "../../../src/loaders/paging/index.ts";
import { createFakeList } from "./fake-list.ts";

const names = ["a", "b", "c", "d", "e"];

describe("the total count of a connection", () => {
  it("is read at most once in a request, for all pages of the list", async () => {
    const { list, calls } = createFakeList(names);
    let counts = 0;
    const count = async () => {
      counts += 1;
      return 5;
    };
    const reader = createConnectionReader();
    const first = await reader.read(list, { first: 2 }, count);
    const last = await reader.read(list, { first: 1, after: first.edges[0]?.cursor }, count);
    expect([await first.totalCount(), await last.totalCount(), await first.totalCount()]).toEqual([5, 5, 5]);
    expect([counts, calls.length]).toEqual([1, 2]);
  });

  it("is that of each list", async () => {
    const reader = createConnectionReader();
    const one = await reader.read({ ...createFakeList(names).list, identity: "one" }, { first: 2 });
    const other = await reader.read({ ...createFakeList(names.slice(2)).list, identity: "other" }, { first: 2 });
    expect([await one.totalCount(), await other.totalCount()]).toEqual([5, 3]);
  });

  it("comes from a page that has reached the end of the list", async () => {
    const { list, calls } = createFakeList(names);
    const reader = createConnectionReader();
    const part = await reader.read(list, { first: 2 });
    await reader.read(list, { first: 9 });
    const count = calls.length;
    expect([await part.totalCount(), calls.length]).toEqual([5, count]);
  });

  it("comes from a walk if the operation that counts fails", async () => {
    const { list } = createFakeList(names);
    const failed = async () => {
      throw new IamError("Something broke.", { failure: "unavailable", action: "GetAccountSummary" });
    };
    const page = await createConnectionReader().read(list, { first: 2 }, failed);
    expect(await page.totalCount()).toBe(5);
  });

  it("rejects with other errors of the count", async () => {
    const { list } = createFakeList(names);
    const page = await createConnectionReader().read(list, { first: 2 }, async () => {
      throw new TypeError("A bug.");
    });
    await expect(page.totalCount()).rejects.toThrow("A bug.");
  });
});

describe("a connection", () => {
  it("has the list's own date, and is complete", async () => {
    const { list } = createFakeList(names);
    const asOf = new Date(0);
    const dated = await createConnectionReader().read({ ...list, asOf: () => asOf }, { first: 2 });
    const current = await createConnectionReader().read(list, { first: 2 });
    expect([dated.asOf(), current.asOf(), current.isComplete()]).toEqual([asOf, null, true]);
  });
});
