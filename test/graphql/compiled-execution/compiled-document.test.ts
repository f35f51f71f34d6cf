import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { createCompiledDocument } from "../../../src/graphql/index.ts";
import { schema } from "../../../src/schema/index.ts";
import { request, unlimited } from "./execution.ts";

const compiled = (text: string, maxFields = 1000) =>
  createCompiledDocument(parse(text), { schema, maxFields, textOf: String, execution: unlimited });

describe("a compiled document", () => {
  it("gives what it compiled once again, for the same operation and the same conditions", () => {
    const document = compiled(
      "query One($x: Boolean!) { users { totalCount @skip(if: $x) } } query Other { users { totalCount } }",
    );
    const one = document.find("One", { x: true });
    expect(one).toBeDefined();
    expect(document.find("One", { x: true })).toBe(one);
    expect(document.find("One", { x: false })).not.toBe(one);
    expect(document.find("Other", {})).not.toBe(one);
  });

  it("has the same for all variables that are no condition", () => {
    const document = compiled("query ($first: Int) { users(first: $first) { totalCount } }");
    expect(document.find(undefined, { first: 1 })).toBe(document.find(undefined, { first: 2 }));
  });

  it("compiles nothing of an operation that is not named and not the only one", () => {
    expect(compiled("query A { __typename } query B { __typename }").find(undefined, {})).toBeUndefined();
  });

  it("keeps nothing of what its fragments multiply beyond its bound", async () => {
    const document = compiled(
      "{ ...F again: users { nodes { ...U } } } fragment F on Query { users { nodes { ...U } } } fragment U on User { id arn path }",
      1,
    );
    const first = document.find(undefined, {});
    await first?.({}, {}, request);
    expect(document.find(undefined, {})).not.toBe(first);
  });
});
