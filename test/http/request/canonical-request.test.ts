import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalRequest, formerCanonicalRequest } from "../../../src/http/request/canonical-request.ts";
import { cpuTime } from "../../support/clock.ts";

const document = "query ($a: Int) { __typename }";
const canonical = (variables: unknown) => canonicalRequest({ document, variables });

/** Names and texts on which encodings differ. */
const text = fc.oneof(
  fc.constantFrom(
    "__proto__",
    "constructor",
    "toJSON",
    "toString",
    "length",
    "",
    "10",
    "9",
    "a",
    "b",
    "null",
    "\ud800",
    "\udc00",
  ),
  fc.string({ unit: "binary", maxLength: 4 }),
);
const scalar = fc.oneof(
  fc.constantFrom(null, undefined, true, false, 0, -0, 1, Infinity, -Infinity, NaN, "", "null", "0", "-0", "Infinity"),
  text,
  fc.double(),
);
/** All that JSON.parse can give, `1e999` and own members `__proto__` included, and `undefined`. */
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.array(fc.tuple(text, tie("value")), { maxLength: 3 }).map((members) => Object.fromEntries(members)),
  ),
}));

function inReverseOrder(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(inReverseOrder);
  if (typeof given !== "object" || given === null) return given;
  const members = Object.entries(given).map(([name, member]): [string, unknown] => [name, inReverseOrder(member)]);
  return Object.fromEntries(members.reverse());
}

function nested(depth: number, innermost: string): unknown {
  return JSON.parse(`${"[".repeat(depth)}${innermost}${"]".repeat(depth)}`);
}

describe("the canonical form of a request", () => {
  it("is the same for two variables' values exactly if they are equal", () => {
    const pair = fc.oneof(
      fc.tuple(value, value),
      value.map((one): [unknown, unknown] => [one, structuredClone(one)]),
    );
    fc.assert(
      fc.property(pair, ([one, other]) => {
        expect(canonical({ v: one }) === canonical({ v: other })).toBe(isDeepStrictEqual(one, other));
      }),
      { numRuns: 5000 },
    );
  });

  it("does not depend on the order of members", () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(canonical(inReverseOrder(one))).toBe(canonical(one));
      }),
    );
  });

  it("is different for each document and operation name", () => {
    const part = fc.record({ document: text, operationName: fc.option(text), variables: fc.dictionary(text, scalar) });
    fc.assert(
      fc.property(part, part, (one, other) => {
        expect(canonicalRequest(one) === canonicalRequest(other)).toBe(
          isDeepStrictEqual(
            { ...one, variables: { ...one.variables } },
            { ...other, variables: { ...other.variables } },
          ),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it("in its former version is the JSON of ordinary requests, with members in order", () => {
    const ordinary = { b: [1, "ü", null], a: { d: true, c: 1.5e-7 } };
    expect(formerCanonicalRequest({ document, operationName: "Q", variables: ordinary })).toBe(
      JSON.stringify({ document, operationName: "Q", variables: { a: { c: 1.5e-7, d: true }, b: [1, "ü", null] } }),
    );
  });

  it("has no operation name and no variables where these are missing or null", () => {
    const expected = canonicalRequest({ document, operationName: undefined, variables: {} });
    expect(canonicalRequest({ document })).toBe(expected);
    expect(canonicalRequest({ document, operationName: null, variables: null })).toBe(expected);
  });

  it("distinguishes a missing variable, null and 1e999", () => {
    const texts = ["{}", '{"a":null}', '{"a":1e999}', '{"a":-1e999}', '{"a":"Infinity"}'].map((json) =>
      canonical(JSON.parse(json)),
    );
    expect(new Set(texts).size).toBe(texts.length);
  });

  it("sees members named __proto__ and toJSON at any depth", () => {
    const texts = ["{}", '{"__proto__":1}', '{"__proto__":{}}', '{"toJSON":1}', '{"__proto__":{"__proto__":1}}'].map(
      (json) => canonical(JSON.parse(`{"v":${json}}`)),
    );
    expect(new Set(texts).size).toBe(texts.length);
  });

  it("takes linear time and no stack for what nests as deep as 1 MB of a body can", () => {
    const depth = 500_000;
    const before = cpuTime();
    const deep = canonical(nested(depth, "1"));
    expect(canonical(nested(depth, "2")) === deep).toBe(false);
    expect(canonical(nested(depth, "1")) === deep).toBe(true);
    expect(cpuTime() - before).toBeLessThan(5000);
  });
});
