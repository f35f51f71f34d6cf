import { describe, expect, it } from "vitest";
import {
  type ConnectionArguments,
  createConnectionReader,
  listIdentity,
  WholeList,
} from "../../../src/loaders/paging/index.ts";

const sorted = ["Ada", "bob", "Bob", "Cyd", "dan"];
const asListed = ["dan", "bob", "Cyd", "Ada", "Bob"];

/** A list that IAM returns as a whole, in any order. */
function createList(names: () => readonly string[] = () => asListed) {
  let fetches = 0;
  let identities = 0;
  const list = new WholeList<string>({
    identity: () => {
      identities += 1;
      return listIdentity("Query.names");
    },
    op: "ListNames",
    async fetch() {
      fetches += 1;
      return names();
    },
    keyOf: (name) => name,
  });
  return { list, fetches: () => fetches, identities: () => identities };
}

async function read(list: WholeList<string>, args: ConnectionArguments) {
  const page = await createConnectionReader().read(list, args);
  const { hasNextPage, hasPreviousPage } = await page.pageInfo;
  return { names: page.edges.map(({ node }) => node), page, hasNextPage, hasPreviousPage };
}

async function cursorsOf(list: WholeList<string>): Promise<string[]> {
  const { page } = await read(list, { first: 5 });
  return page.edges.map(({ cursor }) => cursor);
}

describe("a list that IAM returns as a whole", () => {
  it("is sorted by name, ignoring case, and then by spelling", async () => {
    expect((await read(createList().list, {})).names).toEqual(["Ada", "Bob", "bob", "Cyd", "dan"]);
  });

  it("has the same items in every window, regardless of IAM's order", async () => {
    const { list } = createList();
    const names = (await read(list, {})).names;
    for (const [at, cursor] of (await cursorsOf(list)).entries()) {
      for (const size of [1, 2, 5]) {
        const windows: readonly (readonly [ConnectionArguments, readonly string[], boolean, boolean])[] = [
          [{ first: size }, names.slice(0, size), size < 5, false],
          [{ last: size }, names.slice(-size), false, size < 5],
          [{ first: size, after: cursor }, names.slice(at + 1).slice(0, size), at + 1 + size < 5, true],
          [{ last: size, before: cursor }, names.slice(0, at).slice(-size), true, at > size],
          [{ first: size, before: cursor }, names.slice(0, at).slice(0, size), true, false],
          [{ last: size, after: cursor }, names.slice(at + 1).slice(-size), false, true],
        ];
        for (const [args, expected, hasNextPage, hasPreviousPage] of windows) {
          const found = await read(list, args);
          expect([args, found.names]).toEqual([args, expected]);
          if (expected.length > 0) {
            expect([args, found.hasNextPage, found.hasPreviousPage]).toEqual([args, hasNextPage, hasPreviousPage]);
          }
        }
      }
    }
  });

  it("gives an item the same cursor in every window", async () => {
    const { list } = createList();
    const [first = "", ...rest] = await cursorsOf(list);
    for (const args of [{ last: 4 }, { first: 4, after: first }, { last: 4, after: first }]) {
      const { page } = await read(list, args);
      expect([args, page.edges.map(({ cursor }) => cursor)]).toEqual([args, rest]);
    }
  });

  it("continues at the position of an item that was deleted", async () => {
    let names: readonly string[] = sorted;
    const { list } = createList(() => names);
    const [, , , cyd] = await cursorsOf(list);
    names = asListed.filter((name) => name !== "Cyd");
    expect((await read(list, { first: 5, after: cyd })).names).toEqual(["dan"]);
    expect((await read(list, { last: 2, before: cyd })).names).toEqual(["Bob", "bob"]);
    expect((await read(list, { first: 2, before: cyd })).names).toEqual(["Ada", "Bob"]);
    expect((await read(list, { last: 5, after: cyd })).names).toEqual(["dan"]);
  });

  it("is fetched once for a page and its count, and computes no identity without a cursor", async () => {
    const { list, fetches, identities } = createList();
    const page = await createConnectionReader().read(list, { last: 2 });
    expect([await page.totalCount(), page.isComplete(), page.asOf()]).toEqual([5, true, null]);
    expect([fetches(), identities()]).toEqual([1, 0]);
    expect(page.edges[0]?.cursor).toEqual(expect.any(String));
    expect(identities()).toBe(1);
  });

  it("finds the position of an item after the thousandth, which exceeds the largest position in a cursor", async () => {
    const names = Array.from({ length: 1500 }, (_, at) => `n${String(at).padStart(4, "0")}`);
    const { list } = createList(() => names.toReversed());
    const { page } = await read(list, { last: 3 });
    expect((await read(list, { last: 2, before: page.edges[0]?.cursor })).names).toEqual(["n1495", "n1496"]);
    expect((await read(list, { first: 5, after: page.edges[0]?.cursor })).names).toEqual(["n1498", "n1499"]);
  });

  it("needs no promise for items that are already loaded", () => {
    const list = new WholeList({
      identity: () => listIdentity("Query.names"),
      op: "ListNames",
      fetch: () => asListed,
      keyOf: (name: string) => name,
    });
    expect(createConnectionReader().read(list, { first: 2 })).not.toBeInstanceOf(Promise);
  });
});

describe("a cursor of another list", () => {
  it("is rejected if its identity or its IAM operation differs", async () => {
    const { list } = createList();
    const [cursor] = await cursorsOf(list);
    const other = {
      ...createList().list,
      keyOf: (name: string) => name,
      sorted: true,
      list: async () => ({ items: [] }),
    };
    const reader = createConnectionReader();
    const reason = expect.objectContaining({ name: "BadUserInput", reason: "CURSOR_INVALID" });
    for (const argument of ["after", "before"] as const) {
      const readOther = (identity: string, op: string) => () =>
        reader.read({ ...other, identity, op }, { first: 2, [argument]: cursor });
      expect(readOther(listIdentity("Query.others"), "ListNames")).toThrow(reason);
      expect(readOther(listIdentity("Query.names"), "ListOthers")).toThrow(reason);
      expect(readOther(listIdentity("Query.names"), "ListNames")).not.toThrow();
    }
  });
});
