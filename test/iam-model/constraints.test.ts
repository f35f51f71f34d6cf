import { describe, expect, it } from "vitest";
import { findInputViolations, findViolations } from "../../src/iam-model/constraints.ts";
import { operationInput, operations } from "../../src/iam-model/operations/index.ts";
import { shapeNamed } from "../../src/iam-model/shapes.ts";

describe("findViolations", () => {
  it.each([
    ["userNameType", "alice", []],
    ["userNameType", "a".repeat(64), []],
    ["userNameType", "a".repeat(65), [{ kind: "max-length", limit: 64, path: [] }]],
    [
      "userNameType",
      "",
      [
        { kind: "min-length", limit: 1, path: [] },
        { kind: "pattern", pattern: String.raw`[\w+=,.@-]+`, path: [] },
      ],
    ],
    ["userNameType", "ä", [{ kind: "pattern", pattern: String.raw`[\w+=,.@-]+`, path: [] }]],
    ["userNameType", "a\n", [{ kind: "pattern", pattern: String.raw`[\w+=,.@-]+`, path: [] }]],
    ["userNameType", 7, [{ kind: "type", expected: "string", path: [] }]],
    ["maxItemsType", 1000, []],
    ["maxItemsType", 1001, [{ kind: "max-value", limit: 1000, path: [] }]],
    ["maxItemsType", 0, [{ kind: "min-value", limit: 1, path: [] }]],
    ["maxItemsType", 1.5, [{ kind: "type", expected: "integer", path: [] }]],
    ["assignmentStatusType", "Lost", [{ kind: "enum", allowed: ["Assigned", "Unassigned", "Any"], path: [] }]],
    ["authenticationCodeType", "12345", [{ kind: "min-length", limit: 6, path: [] }]],
    ["authenticationCodeType", "١٢٣٤٥٦", [{ kind: "pattern", pattern: String.raw`[\d]+`, path: [] }]],
    ["tagKeyType", "Größe 日本", []],
    ["tagValueType", "", []],
    ["tagListType", [{ Key: "k", Value: "v" }], []],
    [
      "tagListType",
      [
        { Key: "k", Value: "v" },
        { Key: "", Value: "*" },
      ].slice(1),
      [
        { kind: "min-length", limit: 1, path: [0, "Key"] },
        { kind: "pattern", pattern: String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]+`, path: [0, "Key"] },
        { kind: "pattern", pattern: String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]*`, path: [0, "Value"] },
      ],
    ],
    ["tagListType", [{ Key: "k" }], [{ kind: "required", path: [0, "Value"] }]],
    [
      "tagListType",
      [null, { Key: "k", Value: "v" }, undefined],
      [0, 2].map((index) => ({ kind: "required", path: [index] })),
    ],
    ["thumbprintListType", ["x"], [{ kind: "min-length", limit: 40, path: [0] }]],
    ["pathType", "/", []],
    [
      "pathType",
      "/a b/",
      [{ kind: "pattern", pattern: String.raw`(\u002F)|(\u002F[\u0021-\u007E]+\u002F)`, path: [] }],
    ],
  ] as const)("of a %s: %j", (shape, value, violations) => {
    expect(findViolations(shape, value)).toEqual(violations);
  });

  it("counts lengths in UTF-16 code units, as Java does", () => {
    expect(findViolations("tagKeyType", "𝒳".repeat(64))).toEqual([]);
    expect(findViolations("tagKeyType", "𝒳".repeat(65))).toEqual([{ kind: "max-length", limit: 128, path: [] }]);
  });

  it("does not contain the value", () => {
    const secret = "a secret that is not base32";
    expect(JSON.stringify(findViolations("userNameType", secret))).not.toContain("secret");
  });
});

describe("findInputViolations", () => {
  it("finds all violations in an input, with their paths", () => {
    expect(findInputViolations("CreateUser", { Path: "x", Tags: [{ Key: "k", Value: "*" }], Unknown: 1 })).toEqual([
      { kind: "required", path: ["UserName"] },
      { kind: "pattern", pattern: expect.any(String), path: ["Path"] },
      { kind: "pattern", pattern: expect.any(String), path: ["Tags", 0, "Value"] },
    ]);
  });
});

describe("the model", () => {
  it("has operations whose inputs refer to existing shapes", () => {
    expect(Object.keys(operations).length).toBeGreaterThan(80);
    for (const { input } of Object.values(operations)) {
      for (const shape of Object.values<string>({ ...input.required, ...input.optional })) {
        expect(() => shapeNamed(shape)).not.toThrow();
      }
    }
    expect(operationInput("GetAccountSummary")).toEqual({ type: "structure", required: {}, optional: {} });
  });
});
