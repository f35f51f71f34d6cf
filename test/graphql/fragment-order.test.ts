import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { fragmentsInOrder } from "../../src/graphql/index.ts";

const order = (text: string) => fragmentsInOrder(parse(text)).map(({ name }) => name.value);

describe("fragmentsInOrder", () => {
  it("lists each fragment once, after the fragments that it spreads", () => {
    const text = `{ ...A } fragment A on T { b { ...B } ...C } fragment B on T { ... on T { ...C } ...D }
      fragment C on T { ...D ...D } fragment D on T { x }`;
    expect(order(text)).toEqual(["D", "C", "B", "A"]);
  });

  it("keeps the order of the document for fragments that spread none", () => {
    expect(order("fragment A on T { x } fragment B on T { x } { x }")).toEqual(["A", "B"]);
  });

  it("lists each fragment of a cycle once", () => {
    expect(order("fragment A on T { ...B } fragment B on T { ...A ...B }").toSorted()).toEqual(["A", "B"]);
  });

  it("ignores unknown fragments, and takes the first of two with one name", () => {
    const fragments = fragmentsInOrder(parse("fragment A on T { ...Unknown } fragment A on T { second }"));
    expect(fragments).toMatchObject([{ selectionSet: { selections: [{ kind: "FragmentSpread" }] } }]);
  });

  it("does not exhaust the stack with a chain of 100,000 fragments", () => {
    const fragments = Array.from({ length: 100_000 }, (_, at) => `fragment F${at} on T { ...F${at + 1} }`);
    expect(order(fragments.join(" ")).at(0)).toBe("F99999");
  });
});
