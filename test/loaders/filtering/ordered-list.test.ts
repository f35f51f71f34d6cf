import { describe, expect, it } from "vitest";
import { type Direction, orderedList } from "../../../src/loaders/filtering/index.ts";
import { readConnection } from "../../../src/loaders/paging/index.ts";
import type { ConnectionPage } from "../../../src/loaders/paging/page.ts";
import { createFakeList } from "../paging/fake-list.ts";

/** More names than a cursor's position can count. */
const names = Array.from({ length: 2500 }, (_, at) => `name-${String(at).padStart(4, "0")}`);
/** The last two digits in reverse: many names have equal values, and the order differs from IAM's. */
const sortValueOf = (name: string) => [...name.slice(-2)].toReversed().join("");
const expected = names.toSorted((one, other) => {
  const [value, otherValue] = [`${sortValueOf(one)} ${one}`, `${sortValueOf(other)} ${other}`];
  return value < otherValue ? -1 : 1;
});

async function walk(direction: Direction, isBackward: boolean, size: number, between?: (last: string) => void) {
  const fake = createFakeList(names);
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    // Each page is another request.
    const list = orderedList(fake.list, direction, sortValueOf);
    const page: ConnectionPage<string> = await readConnection(
      list,
      isBackward ? { last: size, before: cursor } : { first: size, after: cursor },
    );
    const nodes = page.edges.map(({ node }) => node);
    if (isBackward) found.unshift(...nodes);
    else found.push(...nodes);
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = await page.pageInfo;
    cursor = isBackward ? (hasPreviousPage ? startCursor : null) : hasNextPage ? endCursor : null;
    const last = isBackward ? nodes[0] : nodes.at(-1);
    if (between && last !== undefined) {
      fake.names.names = fake.names.names.filter((name) => name !== last);
      between(last);
    }
  } while (cursor !== null);
  return { found, calls: fake.calls };
}

describe("a list in another order than IAM's", () => {
  it.each([
    ["ASC", false, 700],
    ["ASC", true, 700],
    ["DESC", false, 999],
    ["DESC", true, 1000],
  ] as const)(
    "has each of 2500 entities on one page, direction %s, backward %s, %d a page",
    async (direction, isBackward, size) => {
      const { found, calls } = await walk(direction, isBackward, size);
      expect(found).toEqual(direction === "ASC" ? expected : expected.toReversed());
      // Three calls for each page: the whole list, in pages of 1000.
      expect(calls).toHaveLength(3 * Math.ceil(2500 / size));
      expect(new Set(calls.map(({ maxItems }) => maxItems))).toEqual(new Set([1000]));
    },
  );

  it.each([false, true])("keeps its place if the entity at the cursor is deleted, backward %s", async (isBackward) => {
    const deleted: string[] = [];
    const { found } = await walk("DESC", isBackward, 400, (name) => deleted.push(name));
    expect(found).toEqual(expected.toReversed());
    expect(deleted).toHaveLength(7);
  });
});
