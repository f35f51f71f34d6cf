import { describe, expect, it } from "vitest";
import { findOperation, parseDocument } from "../../src/command-line/query/document.ts";
import { parseVariables, readVariables } from "../../src/command-line/query/variables.ts";

const operationOf = (text: string, name?: string) => findOperation(parseDocument(text), name);
const readOne = (type: string, value: string) =>
  readVariables([`v=${value}`], operationOf(`query ($v: ${type}) { f(v: $v) }`))["v"];

describe("--var", () => {
  it.each([
    ["String", "true", "true"],
    ["String!", "012345", "012345"],
    ["String", "", ""],
    ["ID!", "{1}", "{1}"],
    ["Int", "10", 10],
    ["Int", "null", null],
    ["Float!", "1.5", 1.5],
    ["Boolean!", "true", true],
    ["[String!]!", '["1", "a=b"]', ["1", "a=b"]],
    ["Arn!", "arn:aws:iam::1:user/a=b", "arn:aws:iam::1:user/a=b"],
    ["DateTime", "2026", "2026"],
    ["MfaAssignmentStatusFilter", "ANY", "ANY"],
    ["CreateUserInput!", ' {"userName": "x"}', { userName: "x" }],
  ])("reads a value by its declared type: %s of %j is %j", (type, value, expected) => {
    expect(readOne(type, value)).toEqual(expected);
  });

  it.each(["Int", "Boolean!", "[ID!]", "CreateUserInput"])(
    "rejects a value that is not a valid %s without quoting it",
    (type) => {
      expect(() => readOne(type, "{s3cret")).toThrow(`Expected JSON for $v of type ${type}, such as`);
      expect(() => readOne(type, "{s3cret")).not.toThrow("s3cret");
    },
  );

  it("requires a name that the operation declares, and each name once", () => {
    const operation = operationOf("query ($first: Int, $after: String) { f }");
    expect(() => readVariables(["frist=1"], operation)).toThrow(
      "one of the operation's variables $first, $after; got $frist.",
    );
    expect(() => readVariables(["a b=s3cret"], operation)).toThrow("got another name.");
    expect(() => readVariables(["first=1", "first=2"], operation)).toThrow("once for each variable");
    expect(() => readVariables(["first"], operation)).toThrow("Expected --var NAME=VALUE.");
    expect(() => readVariables(["first=1"], operationOf("{ f }"))).toThrow("no variables");
  });
});

describe("--variables", () => {
  it("requires a JSON object with names that the operation declares", () => {
    const operation = operationOf("query ($name: String) { f }");
    expect(parseVariables('{"name": null}', operation)).toEqual({ name: null });
    expect(() => parseVariables("[]", operation)).toThrow("Expected --variables to be a JSON object");
    expect(() => parseVariables('{"other": 1}', operation)).toThrow("$name; got $other.");
  });
});

describe("the document", () => {
  it("is rejected with the line and column of a syntax error, without quoting its strings", () => {
    expect(() => parseDocument("{\n  users(")).toThrow(
      "a syntax error at line 2, column 9: Expected Name, found <EOF>.",
    );
    expect(() => parseDocument('{ f(code "s3cret") }')).toThrow('line 1, column 10: Expected ":", found String.');
  });

  it("requires --operation if it has several operations", () => {
    const text = "query A { a } query B { b } { c }";
    expect(operationOf(text, "B").name?.value).toBe("B");
    expect(() => operationOf(text)).toThrow(
      "Expected --operation NAME, because the document has several operations: A, B, (without a name).",
    );
    expect(() => operationOf(text, "C")).toThrow("Expected --operation to be one of A, B");
    expect(() => operationOf("fragment F on User { id }")).toThrow("only fragments");
  });
});
