import { describe, expect, it } from "vitest";
import { conformsTo, defaultPasswordPolicy } from "../../src/iam-model/password-policy.ts";

describe("IAM's default password policy", () => {
  it.each([
    ["lower7-x", true],
    ["UPPERlower", false],
    ["UPPERlower9", true],
    ["UPPER-77", true],
    ["lower[77]", true],
    ["lower'77", true],
    ["lower 77", false],
    ["lower~77", false],
    ["äöü-77777", false],
    ["Abc-123", false],
    [`A1${"x".repeat(126)}`, true],
    [`A1${"x".repeat(127)}`, false],
  ])("on %s: %s", (password, conforms) => {
    expect(conformsTo(defaultPasswordPolicy, password)).toBe(conforms);
  });
});
