import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { createCompiledDocument } from "../../../src/http/compiled-execution/compiled-document.ts";
import { schema } from "../../../src/schema/index.ts";

const compiled = (text: string, mostFields = 1000) =>
  createCompiledDocument(parse(text), { schema, mostFields, textOf: String });

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

  it.each([
    ["mutations", 'mutation { deleteGroup(input: { groupName: "Ops" }) { __typename } }'],
    ["introspection", "{ __schema { queryType { name } } }"],
    ["introspection in a fragment", '{ ...F } fragment F on Query { __type(name: "User") { name } }'],
    ["other directives than @skip and @include", "{ ... @defer { users { totalCount } } }"],
    ["an answer with a key that is none of an ordinary object", "{ __proto__: users { totalCount } }"],
    ["an operation that is not named and not the only one", "query A { __typename } query B { __typename }"],
  ])("leaves %s to the interpreter", (_what, text) => {
    expect(compiled(text).find(undefined, {})).toBeUndefined();
  });

  it("leaves a condition without a value to the interpreter, which tells what is wrong", () => {
    const document = compiled("query ($x: Boolean = true) { users { totalCount @skip(if: $x) } }");
    expect(document.find(undefined, { x: null })).toBeUndefined();
    expect(document.find(undefined, { x: true })).toBeDefined();
  });

  it("leaves what its fragments multiply beyond its bound to the interpreter", () => {
    const document = compiled(
      "{ ...F again: users { nodes { ...U } } } fragment F on Query { users { nodes { ...U } } } fragment U on User { id arn path }",
      2,
    );
    expect(document.find(undefined, {})).toBeDefined();
    expect(document.find(undefined, {})).toBeUndefined();
  });
});
