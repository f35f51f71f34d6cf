import { expect, it } from "vitest";
import { encodeCursor, listIdentity } from "../../../src/loaders/paging/cursor.ts";
import { type ConnectionArguments, operationOf, sizeFromStart } from "../../../src/loaders/paging/index.ts";

it.each<[ConnectionArguments, number]>([
  [{}, 100],
  [{ first: null, last: null, after: null, before: null }, 100],
  [{ first: 7 }, 7],
  [{ last: 8 }, 8],
  [{ first: 0 }, 0],
  [{ first: 7, countOnly: true }, 0],
  [{ first: 7, after: "cursor" }, 0],
  [{ last: 7, before: "cursor" }, 0],
  [{ first: 7, before: "cursor" }, 0],
])("a page of %o is expected to have up to %i items", (args, size) => {
  expect(sizeFromStart(args)).toBe(size);
});

it("the IAM operation of a cursor is known before the cursor is decoded", () => {
  const cursor = encodeCursor(listIdentity("Query.users"), { op: "ListUsers", skip: 1, key: "alice" });
  expect(operationOf({ after: cursor })).toBe("ListUsers");
  expect(operationOf({ before: cursor })).toBe("ListUsers");
  expect(operationOf({ after: "damaged" })).toBe("");
  expect(operationOf({ first: 3, after: null })).toBeUndefined();
});
