import { describe, expect, it } from "vitest";
import { type ConnectionArguments, readConnection } from "../../../src/loaders/paging/index.ts";
import { createFakeList, type FakeListOptions } from "./fake-list.ts";

const letters = (count: number) => Array.from({ length: count }, (_, index) => `n${String(index).padStart(4, "0")}`);

async function read(fake: ReturnType<typeof createFakeList>, args: ConnectionArguments) {
  fake.calls.length = 0;
  const page = await readConnection(fake.list, args);
  const pageInfo = await page.pageInfo;
  return {
    names: page.edges.map((edge) => edge.node),
    cursors: page.edges.map((edge) => edge.cursor),
    ...pageInfo,
    calls: [...fake.calls],
    page,
  };
}

async function walkForward(fake: ReturnType<typeof createFakeList>, first: number, between = (_page: number) => {}) {
  const names: string[] = [];
  let after: string | null = null;
  for (let page = 1; ; page += 1) {
    const answer = await read(fake, { first, after });
    names.push(...answer.names);
    if (!answer.hasNextPage) return names;
    after = answer.endCursor;
    between(page);
  }
}

async function walkBackward(fake: ReturnType<typeof createFakeList>, last: number, between = (_page: number) => {}) {
  const names: string[] = [];
  let calls = 0;
  let before: string | null = null;
  for (let page = 1; ; page += 1) {
    const answer = await read(fake, { last, before });
    names.unshift(...answer.names);
    calls += answer.calls.length;
    if (!answer.hasPreviousPage) return { names, calls };
    before = answer.startCursor;
    between(page);
  }
}

describe("a page forward", () => {
  it("requests exactly the missing items, in one call", async () => {
    const fake = createFakeList(letters(10));
    const page = await read(fake, { first: 4 });
    expect(page.names).toEqual(letters(4));
    expect(page.calls).toEqual([{ marker: undefined, maxItems: 4 }]);
    expect([page.hasNextPage, page.hasPreviousPage]).toEqual([true, false]);
  });

  it("continues after its last edge with one call of exactly its size", async () => {
    const fake = createFakeList(letters(10));
    const { endCursor } = await read(fake, { first: 4 });
    const page = await read(fake, { first: 4, after: endCursor });
    expect(page.names).toEqual(letters(8).slice(4));
    expect(page.calls).toEqual([{ marker: "after:n0003", maxItems: 4 }]);
    expect([page.hasNextPage, page.hasPreviousPage]).toEqual([true, true]);
  });

  it("continues in the middle of an IAM page by reading that page again, up to the last item needed", async () => {
    const fake = createFakeList(letters(10));
    const { cursors } = await read(fake, { first: 6 });
    const page = await read(fake, { first: 3, after: cursors[1] });
    expect(page.names).toEqual(["n0002", "n0003", "n0004"]);
    expect(page.calls).toEqual([{ marker: undefined, maxItems: 5 }]);
  });

  it("has 100 items without first and last, and treats null as absent", async () => {
    const fake = createFakeList(letters(150));
    expect((await read(fake, {})).names).toHaveLength(100);
    expect((await read(fake, { first: null, last: null, after: null, before: null })).calls).toEqual([
      { marker: undefined, maxItems: 100 },
    ]);
  });

  it("follows short and empty IAM pages until it is full", async () => {
    const sizes = [2, 0, 0, 3, 10];
    const fake = createFakeList(letters(10), { shortPages: (call) => sizes[call - 1] ?? 10 });
    const page = await read(fake, { first: 7 });
    expect(page.names).toEqual(letters(7));
    expect(page.calls.map((call) => call.maxItems)).toEqual([7, 5, 5, 5, 2]);
    expect(page.hasNextPage).toBe(true);
  });

  it("has no next page if it ends with the list", async () => {
    const page = await read(createFakeList(letters(4)), { first: 4 });
    expect(page.hasNextPage).toBe(false);
  });

  it("is empty with null cursors at the end of the list", async () => {
    const fake = createFakeList(letters(4));
    const { endCursor } = await read(fake, { first: 4 });
    const page = await read(fake, { first: 4, after: endCursor });
    expect(page).toMatchObject({
      names: [],
      hasNextPage: false,
      hasPreviousPage: true,
      startCursor: null,
      endCursor: null,
    });
  });

  it("stops at the cursor of before, and has a next page", async () => {
    const fake = createFakeList(letters(10));
    const { cursors } = await read(fake, { first: 6 });
    const cut = await read(fake, { first: 5, before: cursors[3] });
    expect(cut.names).toEqual(letters(3));
    expect(cut.hasNextPage).toBe(true);
    const between = await read(fake, { first: 5, after: cursors[0], before: cursors[3] });
    expect(between.names).toEqual(["n0001", "n0002"]);
  });

  it("does not read on to a cursor of before that lies beyond the page", async () => {
    const fake = createFakeList(letters(10));
    const { cursors } = await read(fake, { first: 10 });
    const page = await read(fake, { first: 3, before: cursors[8] });
    expect([page.names, page.hasNextPage, page.calls.length]).toEqual([letters(3), true, 1]);
  });

  it("with first: 0 is empty, and makes a call only if pageInfo is read", async () => {
    const fake = createFakeList(letters(3));
    const empty = await readConnection(fake.list, { first: 0 });
    expect([empty.edges, fake.calls]).toEqual([[], []]);
    expect(await empty.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(fake.calls).toEqual([{ marker: undefined, maxItems: 1 }]);
  });
});

describe("a page backward", () => {
  it("without before reads the whole list in pages of 1000 and keeps the last items", async () => {
    const fake = createFakeList(letters(2500));
    const page = await read(fake, { last: 3 });
    expect(page.names).toEqual(letters(2500).slice(-3));
    expect(page.calls.map((call) => call.maxItems)).toEqual([1000, 1000, 1000]);
    expect([page.hasNextPage, page.hasPreviousPage]).toEqual([false, true]);
  });

  it("reads the cursor's own page again, up to the cut, in one call", async () => {
    const fake = createFakeList(letters(2500));
    const { startCursor } = await read(fake, { last: 3 });
    const page = await read(fake, { last: 3, before: startCursor });
    expect(page.names).toEqual(letters(2497).slice(-3));
    expect(page.calls).toEqual([{ marker: "after:n1999", maxItems: 498 }]);
    expect([page.hasNextPage, page.hasPreviousPage]).toEqual([true, true]);
  });

  it("does not read the whole list again for each small page", async () => {
    const { names, calls } = await walkBackward(createFakeList(letters(2500)), 7);
    expect(names).toEqual(letters(2500));
    // 358 pages with one call each, plus 3 calls for the first page and for each of the two borders between pages of 1000.
    expect(calls).toBeLessThanOrEqual(358 + 3 * 3);
  });

  it("has no previous page at the start of the list", async () => {
    const fake = createFakeList(letters(10));
    const { cursors } = await read(fake, { first: 5 });
    expect(await read(fake, { last: 2, before: cursors[2] })).toMatchObject({
      names: ["n0000", "n0001"],
      hasPreviousPage: false,
      hasNextPage: true,
    });
    expect(await read(fake, { last: 5, before: cursors[0] })).toMatchObject({ names: [], hasPreviousPage: false });
  });

  it("starts after the cursor of after", async () => {
    const fake = createFakeList(letters(10));
    const { cursors } = await read(fake, { first: 8 });
    const page = await read(fake, { last: 2, after: cursors[1], before: cursors[6] });
    expect(page).toMatchObject({ names: ["n0004", "n0005"], hasPreviousPage: true, hasNextPage: true });
  });

  it("with last: 0 is empty, and knows whether items precede it", async () => {
    expect(await read(createFakeList(letters(3)), { last: 0 })).toMatchObject({
      names: [],
      hasPreviousPage: true,
      hasNextPage: false,
    });
  });
});

describe("a walk while names are added and deleted", () => {
  const styles: readonly (readonly [string, FakeListOptions])[] = [
    ["full pages", {}],
    ["short pages", { shortPages: (call) => (call % 3 === 0 ? 0 : 2) }],
  ];

  it.each(styles)("returns each permanent name exactly once, in order (%s)", async (_style, options) => {
    for (const size of [1, 2, 7]) {
      for (const direction of ["forward", "backward"] as const) {
        const fake = createFakeList(letters(60), options);
        const gone = new Set<string>();
        const change = (page: number) => {
          // Deletes the name at the cut, one before it and one after it, and adds names around it.
          for (const index of [page * size - 1, 60 - page * size, page * 3, 59 - page * 5]) {
            const name = letters(60)[index];
            if (name !== undefined && !gone.has(name) && gone.size < 25) gone.add(name);
          }
          fake.names.names = [
            ...fake.names.names.filter((name) => !gone.has(name)),
            `n00${String(page % 60).padStart(2, "0")}-new${page}`,
          ];
        };
        const walked =
          direction === "forward"
            ? await walkForward(fake, size, change)
            : (await walkBackward(fake, size, change)).names;
        const throughout = letters(60).filter((name) => !gone.has(name));
        expect(gone.size).toBeGreaterThan(5);
        expect(walked.filter((name) => throughout.includes(name))).toEqual(throughout);
        expect(new Set(walked).size).toBe(walked.length);
      }
    }
  });

  it("continues after the cut's name at its new position", async () => {
    const fake = createFakeList(letters(10));
    const { cursors } = await read(fake, { first: 5 });
    fake.names.names.push("a1", "a2", "a3", "a4", "a5", "a6", "a7");
    const page = await read(fake, { first: 2, after: cursors[2] });
    expect(page.names).toEqual(["n0003", "n0004"]);
  });

  it("continues at the first greater name if the cut's name was deleted", async () => {
    const fake = createFakeList(["Ada", "bob", "Cyd", "dan"]);
    const { cursors } = await read(fake, { first: 4 });
    fake.names.names = ["Ada", "Cyd", "dan"];
    expect((await read(fake, { first: 2, after: cursors[1] })).names).toEqual(["Cyd", "dan"]);
    expect((await read(fake, { last: 2, before: cursors[1] })).names).toEqual(["Ada"]);
  });
});

describe("a list that IAM does not sort by name", () => {
  const names = ["m", "c", "x", "a", "k"];
  const unordered = (options: FakeListOptions = {}) => createFakeList(names, { unordered: true, ...options });

  it.each([
    ["full pages", {}],
    ["short pages", { shortPages: () => 1 }],
  ] as const)("is paged in IAM's order, in every window (%s)", async (_style, options) => {
    const { cursors } = await read(unordered(), { first: 5 });
    for (const size of [1, 2, 5]) {
      for (const [at, cursor] of cursors.entries()) {
        const slices: readonly (readonly [ConnectionArguments, readonly string[]])[] = [
          [{ first: size, after: cursor }, names.slice(at + 1).slice(0, size)],
          [{ first: size, before: cursor }, names.slice(0, at).slice(0, size)],
          [{ last: size, after: cursor }, names.slice(at + 1).slice(-size)],
          [{ last: size, before: cursor }, names.slice(0, at).slice(-size)],
        ];
        for (const [window, expected] of slices) {
          expect([window, (await read(unordered(options), window)).names]).toEqual([window, expected]);
        }
      }
    }
  });

  it("rejects a cursor with CURSOR_EXPIRED if its name was deleted", async () => {
    for (const [at, gone] of names.entries()) {
      const fake = unordered();
      const { cursors } = await read(fake, { first: 5 });
      fake.names.names = names.filter((name) => name !== gone);
      const expired = expect.objectContaining({ name: "BadUserInput", reason: "CURSOR_EXPIRED" });
      for (const window of [
        { last: 2, before: cursors[at] },
        { first: 9, before: cursors[at] },
      ]) {
        await expect(read(fake, window)).rejects.toEqual(expired);
      }
      if (at < 4) await expect(read(fake, { first: 2, after: cursors[at] })).rejects.toEqual(expired);
    }
  });

  it("is read no further than its page if it was expected to be sorted", async () => {
    const fake = unordered();
    const { names: page, calls } = await read({ ...fake, list: { ...fake.list, sorted: true } }, { first: 3 });
    expect([page, calls.length]).toEqual([names.slice(0, 3), 1]);
  });

  it("rejects such a cursor also if the list was expected to be sorted", async () => {
    const fake = createFakeList(["b", "a", "d", "c"], { unordered: true });
    const list = { ...fake.list, sorted: true };
    const { cursors } = await read({ ...fake, list }, { first: 4 });
    fake.names.names = ["b", "a", "d"];
    await expect(readConnection(list, { first: 3, before: cursors[3] })).rejects.toMatchObject({
      reason: "CURSOR_EXPIRED",
    });
  });

  it("has no next page before a deleted last name if the page contains all that is left", async () => {
    const fake = createFakeList(["a", "b", "c", "d"], { unordered: true });
    const { cursors } = await read(fake, { first: 4 });
    fake.names.names = ["a", "b", "c"];
    const page = async (first: number) => {
      const found = await read(fake, { first, before: cursors[3] });
      return [found.names, found.hasNextPage];
    };
    expect([await page(3), await page(2)]).toEqual([
      [["a", "b", "c"], false],
      [["a", "b"], true],
    ]);
  });

  it("continues at the deleted name's position if the whole list was sorted", async () => {
    const fake = createFakeList(["a", "b", "c", "d"], { unordered: true });
    const { cursors } = await read(fake, { first: 4 });
    fake.names.names = ["a", "c", "d"];
    expect((await read(fake, { first: 2, after: cursors[1] })).names).toEqual(["c", "d"]);
    expect((await read(fake, { last: 2, before: cursors[1] })).names).toEqual(["a"]);
  });
});

describe("an empty page", () => {
  it("has the surroundings of a page of size 1 at the same place", async () => {
    const fake = createFakeList(letters(5));
    const { cursors } = await read(fake, { first: 5 });
    const around = async (window: ConnectionArguments) => {
      const { hasNextPage, hasPreviousPage } = await read(fake, window);
      return { hasNextPage, hasPreviousPage };
    };
    expect(await around({ first: 0, before: cursors[0] })).toEqual({ hasNextPage: true, hasPreviousPage: false });
    expect(await around({ first: 0, after: cursors[4] })).toEqual({ hasNextPage: false, hasPreviousPage: true });
    expect(await around({ last: 0, after: cursors[4] })).toEqual({ hasNextPage: false, hasPreviousPage: true });
    expect(await around({ last: 0, before: cursors[0] })).toEqual({ hasNextPage: true, hasPreviousPage: false });
    fake.names.names = letters(3);
    expect(await around({ last: 0, before: cursors[4] })).toEqual({ hasNextPage: false, hasPreviousPage: true });
  });
});

describe("a list whose marker does not advance", () => {
  it.each([
    ["empty", []],
    ["the same", ["a"]],
  ])("ends with an error instead of a loop if its pages are %s", async (_what, items) => {
    const fake = createFakeList([]);
    const list = { ...fake.list, list: async () => ({ items, marker: "again" }) };
    const circles = expect.objectContaining({ name: "IamError", failure: "unavailable" });
    await expect(readConnection(list, { first: 5 })).rejects.toEqual(circles);
    await expect(readConnection(list, { last: 5 })).rejects.toEqual(circles);
  });
});

describe("an expired marker", () => {
  it("is rejected with CURSOR_EXPIRED", async () => {
    const fake = createFakeList(letters(10));
    const { endCursor } = await read(fake, { first: 4 });
    fake.expire();
    await expect(read(fake, { first: 4, after: endCursor })).rejects.toMatchObject({ reason: "CURSOR_EXPIRED" });
  });
});

describe("the count of the whole list", () => {
  it("is the length of the list for every page of it", async () => {
    const fake = createFakeList(letters(50));
    const { cursors } = await read(fake, { first: 50 });
    const windows = [
      { first: 5, after: cursors[30] },
      { first: 9, before: cursors[5] },
      { last: 3, before: cursors[9] },
    ];
    for (const window of [...windows, { first: 5 }, { last: 5 }, { first: 0 }, { last: 9, after: cursors[45] }]) {
      const { page } = await read(fake, window);
      expect([window, await page.count(), await page.count()]).toEqual([window, 50, 50]);
    }
  });

  it("makes no call if the page ends with the list", async () => {
    const fake = createFakeList(letters(5));
    const { page } = await read(fake, { first: 5 });
    expect([page.knownCount, await page.count()]).toEqual([5, 5]);
    expect(fake.calls).toHaveLength(1);
  });

  it("includes items that IAM has returned in excess of the page", async () => {
    const fake = createFakeList(letters(5));
    const list = { ...fake.list, list: () => fake.list.list({ maxItems: 1000 }) };
    const { names, page, hasNextPage } = await read({ ...fake, list }, { first: 2 });
    expect([names, hasNextPage, page.knownCount, await page.count()]).toEqual([letters(2), true, 5, 5]);
    expect(fake.calls).toHaveLength(1);
  });

  it("reads on from the end of the page, in pages of 1000", async () => {
    const fake = createFakeList(letters(2500));
    const { page } = await read(fake, { first: 10 });
    expect(await page.count()).toBe(2500);
    expect(fake.calls.map((call) => call.maxItems)).toEqual([10, 1000, 1000, 1000]);
  });
});
