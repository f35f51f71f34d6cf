import { buildSchema } from "graphql";
import { describe, expect, it } from "vitest";
import { executeBoth } from "./execution.ts";

const failure = new Error("failure");

/** The object around the field is null. */
const OBJECT_IS_NULL = Symbol("the object around the field is null");

/** Type of a field, what its resolver returns, its value in the response, and the path of its error, if any. */
type Row = readonly [type: string, result: unknown, value: unknown, errorPath?: readonly (string | number)[]];

const rows: readonly Row[] = [
  ["Int", 1, 1],
  ["Int", null, null],
  ["Int", undefined, null],
  ["Int", failure, null, []],
  ["Int", "no number", null, []],
  ["Int!", 1, 1],
  ["Int!", null, OBJECT_IS_NULL, []],
  ["Int!", failure, OBJECT_IS_NULL, []],
  ["Int!", "no number", OBJECT_IS_NULL, []],
  ["[Int]", [], []],
  ["[Int]", [1, null, undefined, 4], [1, null, null, 4]],
  ["[Int]", [1, failure, 3], [1, null, 3], [1]],
  ["[Int]", [1, "no number", 3], [1, null, 3], [1]],
  ["[Int]", null, null],
  ["[Int]", failure, null, []],
  ["[Int]", 1, null, []],
  ["[Int]", "text", null, []],
  ["[Int]", new Set([1, 2]), [1, 2]],
  ["[Int!]", [1, null, 3], null, [1]],
  ["[Int!]", [1, failure, 3], null, [1]],
  ["[Int!]", null, null],
  ["[Int]!", [null], [null]],
  ["[Int]!", [failure], [null], [0]],
  ["[Int]!", null, OBJECT_IS_NULL, []],
  ["[Int!]!", [1, null], OBJECT_IS_NULL, [1]],
  ["[Int!]!", failure, OBJECT_IS_NULL, []],
  ["[[Int!]]", [[1], [2, null], null], [[1], null, null], [1, 1]],
  ["[[Int!]]", [[1], 2], [[1], null], [1]],
  ["[[Int]!]", [[1, null], [2]], [[1, null], [2]]],
  ["[[Int]!]", [[1], null], null, [1]],
  ["[[Int!]!]!", [[1], [null]], OBJECT_IS_NULL, [1, 0]],
  ["Kind", "GOOD", "GOOD"],
  ["Kind", "UNKNOWN", null, []],
  ["Kind!", "UNKNOWN", OBJECT_IS_NULL, []],
  ["[Kind!]", ["GOOD", "UNKNOWN"], null, [1]],
];

/** Ways for a resolver to return a result. */
const ways: Readonly<Record<string, (result: unknown) => unknown>> = {
  "at once": (result) => () => result,
  "by throwing": (result) => () => {
    if (result instanceof Error) throw result;
    return result;
  },
  "as a promise": (result) => async () => {
    if (result instanceof Error) throw result;
    return result;
  },
  "as a list of promises": (result) => () => (Array.isArray(result) ? result.map(toPromise) : result),
};

function toPromise(item: unknown): Promise<unknown> {
  const promise = item instanceof Error ? Promise.reject(item) : Promise.resolve(item);
  // A list that fails early does not wait for its other items.
  promise.catch(() => {});
  return promise;
}

describe.each(Object.keys(ways))("a result that a resolver returns %s", (way) => {
  const cases = rows.map(([type, result, value, errorPath]) => ({ type, result, value, errorPath }));
  it.each(cases)("is completed for $type: $result is $value", async ({ type, result, value, errorPath }) => {
    const schema = buildSchema(`
      enum Kind { GOOD BAD }
      type Box { field: ${type} other: Int }
      type Query { box: Box after: Int }
    `);
    const rootValue = { box: { field: ways[way]?.(result), other: 2 }, after: 3 };
    const { compiled, interpreted } = await executeBoth({ schema, text: "{ box { field other } after }", rootValue });
    expect(compiled).toEqual(interpreted);
    const box = value === OBJECT_IS_NULL ? null : { field: value, other: 2 };
    expect(compiled.data).toEqual({ box, after: 3 });
    expect(compiled.errors?.map(({ path }) => path)).toEqual(errorPath && [["box", "field", ...errorPath]]);
  });
});

it("the data that is null because of two errors has the one that was thrown at once", async () => {
  const { compiled, interpreted } = await executeBoth({
    schema: buildSchema("type Query { late: Int! now: Int! }"),
    text: "{ late now }",
    rootValue: {
      late: async () => Promise.reject(new Error("late")),
      now() {
        throw new Error("now");
      },
    },
  });
  expect(compiled).toMatchObject({ data: null, errors: [{ message: "now", path: ["now"] }] });
  expect(interpreted).toMatchObject({ data: null, errors: [{ message: "now", path: ["now"] }] });
});
