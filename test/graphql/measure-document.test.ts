import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { measureDocument } from "../../src/graphql/index.ts";

type Size = ReturnType<typeof measureDocument>;

const rows: readonly (readonly [what: string, text: string, size: Partial<Size>])[] = [
  ["one field", "{ a }", { depth: 1, fields: 1, aliases: 0, mutations: 0, parts: 0 }],
  ["nested fields", "{ a { b { c } d } }", { depth: 3, fields: 4 }],
  ["aliases", "{ x: a { y: b c } }", { aliases: 2, fields: 3 }],
  ["inline fragments", "{ a { ... on T { b } ... { c { d } } } }", { depth: 3, fields: 4 }],
  [
    "a fragment that is spread twice",
    "{ a { ...F } b { ...F } } fragment F on T { x: c { d } }",
    { depth: 3, fields: 6, aliases: 2 },
  ],
  ["an unknown fragment", "{ a ...Unknown }", { depth: 1, fields: 1 }],
  ["a fragment that spreads itself", "{ ...F } fragment F on T { a ...F }", { depth: 1, fields: 1 }],
  ["introspection", "{ __schema { types { name } } a }", { depth: 1, fields: 4, introspections: 1 }],
  ["introspection of a type", "{ __type { fields { name } } }", { depth: 0, fields: 3, introspections: 1 }],
  [
    "introspection in a fragment that is spread twice",
    "{ ...F ...F } fragment F on Query { __schema { description } }",
    { introspections: 2 },
  ],
  [
    "the largest of several operations",
    "query A { a { b } } query B { x: c d e }",
    { depth: 2, fields: 3, aliases: 1 },
  ],
  [
    "the mutations of all operations",
    "mutation A { a { x } ...F } mutation B { b } query { c } fragment F on M { d e }",
    { mutations: 4 },
  ],
  ["@defer on fragments", "{ ... @defer { a } ...F @defer } fragment F on T { b }", { parts: 2 }],
  ["@defer in a fragment that is spread twice", "{ ...F ...F } fragment F on T { ... @defer { a } }", { parts: 2 }],
  ["@stream on a page's entries", "{ users { nodes @stream { a } edges @stream { b } } }", { parts: 2 }],
  ["@stream on another list", "{ user { tags @stream { a } } }", { parts: 100 }],
  ["other directives", "{ a @include(if: true) ... @skip(if: false) { b } }", { parts: 0, fields: 2 }],
  [
    "no operation",
    "fragment F on T { a { b } }",
    { depth: 0, fields: 0, introspections: 0, aliases: 0, mutations: 0, parts: 0 },
  ],
];

describe("measureDocument", () => {
  it.each(rows)("counts %s", (_what, text, size) => {
    expect(measureDocument(parse(text))).toMatchObject(size);
  });

  it("takes linear time if each fragment spreads the next one twice", () => {
    const fragments = Array.from({ length: 60 }, (_, at) => `fragment F${at} on T { a ...F${at + 1} ...F${at + 1} }`);
    const { fields } = measureDocument(parse(`{ ...F0 } ${fragments.join(" ")} fragment F60 on T { a }`));
    expect(fields).toBe(2 ** 61 - 1);
  });
});
