import { describe, expect, it } from "vitest";
import { policySize, validateIdentityPolicy } from "../../src/policy/index.ts";

const bucket = "arn:aws:s3:::bucket";
const list = { Effect: "Allow", Action: "s3:ListBucket", Resource: bucket };

function policy(...statements: unknown[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** IAM's text about a document; "accepted" if it has no fault. */
function verdict(text: string, partition?: string): string {
  const result = validateIdentityPolicy(text, partition);
  return "fault" in result ? result.fault : "accepted";
}

const syntax = "Syntax errors in policy.";
const legacy = "The policy failed legacy parsing";

describe("the validation of a permissions policy", () => {
  it.each<[title: string, text: string]>([
    ["text that is not JSON", "This is not JSON"],
    ["a trailing comma", `{"Version":"2012-10-17","Statement":[],}`],
    ["a list", "[]"],
    ["null", "null"],
    ["an unknown member", JSON.stringify({ Version: "2012-10-17", Statement: list, Extra: "x" })],
    ["a version that does not exist", JSON.stringify({ Version: "2013-10-17", Statement: list })],
    ["an Id that is not text", JSON.stringify({ Version: "2012-10-17", Id: ["a"], Statement: list })],
    ["no Statement", JSON.stringify({ Version: "2012-10-17" })],
    ["no statements", policy()],
    ["a statement that is not an object", policy("afd")],
    ["an unknown member of a statement", policy({ ...list, Extra: "x" })],
    ["a Sid that is not text", policy({ ...list, Sid: [] })],
    ["no Effect", policy({ Action: "s3:ListBucket", Resource: bucket })],
    ["another Effect", policy({ ...list, Effect: "invalid" })],
    ["Action with NotAction", policy({ ...list, NotAction: "iam:x" })],
    ["an empty Action with NotAction", policy({ Effect: "Allow", Action: [], NotAction: "s3:x", Resource: bucket })],
    ["Resource with an empty NotResource", policy({ ...list, NotResource: [] })],
    ["an Action that is an object", policy({ ...list, Action: {} })],
    ["nested lists of actions", policy({ ...list, Action: [[]] })],
    ["a Resource that is an object", policy({ ...list, Resource: { a: bucket } })],
    ["an object among the resources", policy({ ...list, Resource: ["adfdf", {}] })],
    ["a Condition that is a list", policy({ ...list, Condition: [] })],
    ["a Condition that is text", policy({ ...list, Condition: "a" })],
    ["an operator with text", policy({ ...list, Condition: { DateGreaterThan: "b" } })],
    ["an operator with a list", policy({ ...list, Condition: { DateGreaterThan: [] } })],
    ["a key with an object", policy({ ...list, Condition: { DateGreaterThan: { a: {} } } })],
    ["a key with nested lists", policy({ ...list, Condition: { StringEquals: { a: [["b"]] } } })],
    ["an unknown operator", policy({ ...list, Condition: { x: { a: "1" } } })],
    ["two colons after a set operator", policy({ ...list, Condition: { "ForAnyValue::StringEquals": { a: "b" } } })],
    ["an operator with the name of a member of objects", policy({ ...list, Condition: { toString: { a: "b" } } })],
  ])("finds a syntax error in a document with %s", (_title, text) => {
    expect(verdict(text)).toBe(syntax);
  });

  it.each([
    ["without a Version", JSON.stringify({ Statement: list })],
    ["of 2008", JSON.stringify({ Version: "2008-10-17", Statement: list })],
    ["without a Version, before all other faults", JSON.stringify({ Statement: { Effect: "denY", Resource: "a:b" } })],
  ])("rejects a document %s", (_title, text) => {
    expect(verdict(text)).toBe("Policy document must be version 2012-10-17 or greater.");
  });

  it.each<[field: string, statement: object]>([
    ["Principal", { ...list, Principal: "*" }],
    ["NotPrincipal", { ...list, NotPrincipal: { AWS: ["123456789012"] } }],
  ])("rejects %s", (field, statement) => {
    expect(verdict(policy(statement))).toBe(`Has prohibited field ${field}`);
  });

  it.each<[title: string, statement: object]>([
    ["an effect in another case", { ...list, Effect: "allow" }],
    ["a date that is not one", { ...list, Condition: { DateGreaterThan: { a: "sdfdsf" } } }],
    ["a month that does not exist", { ...list, Condition: { DateLessThanEquals: { a: "234-13" } } }],
    ["a zone of one digit", { ...list, Condition: { DateLessThan: { a: "2016-12-13t2:00:00.593194+1" } } }],
    ["ten digits of a second", { ...list, Condition: { DateLessThan: { a: "2016-12-13t2:00:00.1999999999+10:59" } } }],
    ["seconds beyond 64 bits", { ...list, Condition: { DateLessThan: { a: "9223372036854775808" } } }],
    ["a number that is not one", { ...list, Condition: { NumericEqualsIfExists: { a: ["1", "two"] } } }],
    ["an address that is not one", { ...list, Condition: { NotIpAddress: { a: "10.0.0.256" } } }],
    ["an IPv6 network with host bits", { ...list, Condition: { IpAddress: { a: "2001:db8::1/64" } } }],
    ["bytes that are not base64", { ...list, Condition: { BinaryEquals: { a: "QmluY" } } }],
    ["a resource with an empty vendor", { ...list, Resource: "arn:aws::x" }],
    ["a resource with an empty vendor and six parts", { ...list, Resource: "arn:aws::::x" }],
    ["a bucket with five parts", { ...list, Resource: "arn:aws:s3::bucket" }],
    ["a bucket with five parts, negated", { Effect: "Deny", Action: "s3:*", NotResource: "arn:aws:s3::bucket" }],
    ["a bucket with five parts and no action", { Effect: "Allow", Resource: "arn:aws:s3::bucket" }],
    ["a bad date, before a bad resource", { ...list, Resource: "arn:x:s3:::b", Condition: { DateEquals: { a: "x" } } }],
  ])("cannot parse %s", (_title, statement) => {
    expect(verdict(policy(statement))).toBe(legacy);
  });

  it("wants Sids to be unique, but not empty ones, and says so before faults of actions", () => {
    expect(verdict(policy({ ...list, Sid: "a" }, { Sid: "a", Effect: "Allow" }))).toBe(
      "Statement IDs (SID) in a single policy must be unique.",
    );
    expect(verdict(policy({ ...list, Sid: "" }, { ...list, Sid: "" }))).toBe("accepted");
    expect(verdict(policy({ ...list, Sid: "a", Effect: "aLLow" }, { Sid: "a", Effect: "Allow" }))).toBe(legacy);
  });

  it.each<[statement: object, text: string]>([
    [{ Effect: "Allow" }, "Policy statement must contain actions."],
    [{ ...list, Action: [] }, "Policy statement must contain actions."],
    [{ Effect: "Allow", Action: "invalid" }, "Policy statement must contain resources."],
    [{ ...list, Resource: [] }, "Policy statement must contain resources."],
    [{ ...list, Resource: "invalid resource" }, `Resource invalid resource must be in ARN format or "*".`],
    [{ ...list, Resource: "" }, `Resource  must be in ARN format or "*".`],
    [{ ...list, Action: "s:3:x", Resource: "sdf" }, `Resource sdf must be in ARN format or "*".`],
    [{ ...list, Resource: "a:bsd" }, `Partition "bsd" is not valid for resource "arn:bsd:*:*:*:*".`],
    [{ ...list, Resource: "a:b:c" }, `Partition "b" is not valid for resource "arn:b:c:*:*:*".`],
    [{ ...list, Resource: "a:b:c:d:e:f:g:h" }, `Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".`],
    [{ ...list, Resource: "aws:s3:::b" }, `Partition "s3" is not valid for resource "arn:s3:::b:*".`],
    [
      { ...list, Resource: ["arn:error:s3:::b", "arn:error:s3::b"] },
      `Partition "error" is not valid for resource "arn:error:s3:::b".`,
    ],
    [{ ...list, Resource: "arn:aws" }, "Resource vendor must be fully qualified and cannot contain regexes."],
    [{ ...list, Resource: "arn:aws:*:::x" }, "Resource vendor must be fully qualified and cannot contain regexes."],
    [
      { ...list, Resource: "arn:aws:iam:us-east-1::user/a" },
      "IAM resource arn:aws:iam:us-east-1::user/a cannot contain region information.",
    ],
    [
      { ...list, Resource: "arn:aws:iam:::bucket" },
      `IAM resource path must either be "*", root, or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.`,
    ],
    [
      { ...list, Resource: "arn:aws:s3:us-east-1::bucket" },
      "Resource arn:aws:s3:us-east-1::bucket can not contain region information.",
    ],
    [{ ...list, Action: "invalid" }, "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."],
    [
      { Effect: "Allow", NotAction: "", Resource: "*" },
      "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
    ],
    [{ ...list, Action: ["*", "s3:List:Bucket"] }, "Actions/Condition can contain only one colon."],
    [{ ...list, Action: "a a:ListBucket" }, "Vendor a a is not valid"],
  ])("says what is wrong with %j", (statement, text) => {
    expect(verdict(policy(statement))).toBe(text);
    expect(verdict(policy(list, statement))).toBe(text);
  });

  it("reports the first faulty statement, whatever its fault", () => {
    expect(verdict(policy({ ...list, Action: "x" }, { Effect: "Allow" }))).toContain("must be prefaced by a vendor");
  });

  it.each<[title: string, statement: object]>([
    ["all actions on all resources", { Effect: "Allow", Action: "*", Resource: "*" }],
    ["NotAction with NotResource", { Effect: "Deny", NotAction: ["s3:x"], NotResource: "*" }],
    ["blanks in the name of an action", { ...list, Action: "iam: asdf safdsf af " }],
    ["a service that does not exist", { ...list, Action: "s3-s.x:a", Resource: "arn:aws:invalid-service:::x" }],
    ["an ARN of three parts", { ...list, Resource: "arn:aws:fdsasf" }],
    ["an access point of S3", { ...list, Resource: "arn:aws:s3:us-east-1:123456789012:accesspoint/a" }],
    ["a region for grants of S3", { ...list, Resource: "arn:aws:s3:*:*:access-grants/default/*" }],
    ["any partition", { ...list, Resource: ["arn:*:iam::*:role/a", "arn:*:kms:*:*:key/*"] }],
    ["variables", { ...list, Resource: `arn:aws:iam::*:user/\${aws:username}` }],
    ["an empty Condition", { ...list, Condition: {} }],
    ["empty operators, known or not", { ...list, Condition: { DateGreaterThan: {}, x: {}, y: {} } }],
    ["a key without values", { ...list, Condition: { DateGreaterThan: { a: [] } } }],
    ["a set operator with IfExists", { ...list, Condition: { "ForAnyValue:StringEqualsIfExists": { a: "b" } } }],
    ["numbers and booleans", { ...list, Condition: { Bool: { a: true }, NumericLessThan: { b: [1, "-2.5e3"] } } }],
    ["bytes", { ...list, Condition: { BinaryEquals: { a: "QmluYXJ5" } } }],
    ["a time without a day", { ...list, Condition: { DateGreaterThan: { a: "01T" } } }],
    ["a negative year", { ...list, Condition: { DateLessThan: { a: "-292275054" } } }],
    ["the smallest number of seconds", { ...list, Condition: { DateLessThan: { a: "-9223372036854775808" } } }],
    ["a zone of hours", { ...list, Condition: { DateLessThanEquals: { a: "2016-12-13t2:00:00.593194+23" } } }],
    ["a date and time", { ...list, Condition: { DateLessThanEquals: { a: "2016-12-13T21:20:37.593194+00:00" } } }],
    [
      "addresses and networks",
      { ...list, Condition: { IpAddress: { a: ["10.1.2.3/8", "::1", "2001:db8::/32", "::ffff:10.0.0.0/104"] } } },
    ],
  ])("accepts %s", (_title, statement) => {
    expect(verdict(policy(statement))).toBe("accepted");
  });

  it("accepts one statement in place of a list", () => {
    expect(verdict(JSON.stringify({ Version: "2012-10-17", Id: "x", Statement: list }))).toBe("accepted");
  });

  it("wants ARNs of its own partition", () => {
    const govCloud = { ...list, Resource: "arn:aws-us-gov:s3:::bucket" };
    expect(verdict(policy(govCloud), "aws-us-gov")).toBe("accepted");
    expect(verdict(policy(list), "aws-us-gov")).toBe(
      `Partition "aws" is not valid for resource "arn:aws:s3:::bucket".`,
    );
  });

  it("returns the document with its elements", () => {
    const statement = {
      Sid: "one",
      Effect: "Deny",
      NotAction: "s3:*",
      Resource: ["*"],
      Condition: { "ForAllValues:StringLikeIfExists": { "aws:TagKeys": ["a*", "b"] }, Null: { "aws:x": true } },
    };
    expect(validateIdentityPolicy(policy(statement))).toEqual({
      document: {
        version: "2012-10-17",
        id: undefined,
        statements: [
          {
            sid: "one",
            effect: "Deny",
            effectAsWritten: "Deny",
            actions: { negated: true, patterns: ["s3:*"] },
            resources: { negated: false, patterns: ["*"] },
            principals: undefined,
            conditions: [
              { operator: "StringLike", set: "ForAllValues", ifExists: true, key: "aws:TagKeys", values: ["a*", "b"] },
              { operator: "Null", set: undefined, ifExists: false, key: "aws:x", values: ["true"] },
            ],
          },
        ],
      },
    });
  });

  it.each<[title: string, text: string]>([
    ["deep nesting", `${"[".repeat(60_000)}${"]".repeat(60_000)}`],
    [
      "a deeply nested condition",
      policy(list).replace("}]}", `,"Condition":${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}}]}`),
    ],
    ["members of objects", `{"__proto__":{"Version":"2012-10-17"},"Statement":{"constructor":1}}`],
  ])("finds the syntax error in hostile text with %s", (_title, text) => {
    expect(verdict(text)).toBe(syntax);
  });

  it("reads the longest values", () => {
    const digits = "1".repeat(100_000);
    expect(verdict(policy({ ...list, Condition: { NumericEquals: { a: `${digits}x` } } }))).toBe(legacy);
    expect(verdict(policy({ ...list, Condition: { DateEquals: { a: `${digits}x` } } }))).toBe(legacy);
    expect(verdict(policy({ ...list, Resource: `arn:aws:s3:::${":".repeat(100_000)}` }))).toBe("accepted");
  });
});

describe("the size of a policy", () => {
  it("counts all characters but white space", () => {
    expect(policySize(` {\t"a" :\r\n "b é" } `)).toBe(10);
  });
});
