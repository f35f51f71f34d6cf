import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { createCompiledDocument } from "../../../src/graphql/index.ts";
import { schema } from "../../../src/schema/index.ts";
import { request, unlimited } from "./execution.ts";

const compiled = (text: string, maxFields = 1000) =>
  createCompiledDocument(parse(text), { schema, maxFields, textOf: String, execution: unlimited });

describe("a compiled document", () => {
  it("compiles each operation once for each combination of its conditions", () => {
    const document = compiled(
      "query One($x: Boolean!) { users { totalCount @skip(if: $x) } } query Other { users { totalCount } }",
    );
    const one = document.find("One", { x: true });
    expect(one).toBeDefined();
    expect(document.find("One", { x: true })).toBe(one);
    expect(document.find("One", { x: false })).not.toBe(one);
    expect(document.find("Other", {})).not.toBe(one);
  });

  it("compiles once for all values of variables that are not conditions", () => {
    const document = compiled("query ($first: Int) { users(first: $first) { totalCount } }");
    expect(document.find(undefined, { first: 1 })).toBe(document.find(undefined, { first: 2 }));
  });

  it("finds no operation without a name if there are several", () => {
    expect(compiled("query A { __typename } query B { __typename }").find(undefined, {})).toBeUndefined();
  });

  it("keeps no compiled operation if its fragments multiply fields beyond `maxFields`", async () => {
    const document = compiled(
      "{ ...F again: users { nodes { ...U } } } fragment F on Query { users { nodes { ...U } } } fragment U on User { id arn path }",
      1,
    );
    const first = document.find(undefined, {});
    await first?.({}, {}, request);
    expect(document.find(undefined, {})).not.toBe(first);
  });
});
