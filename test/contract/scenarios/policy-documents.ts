import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

const bucket = "arn:aws:s3:::example_bucket";
const list = { Effect: "Allow", Action: "s3:ListBucket", Resource: bucket };
const policy = (...Statement: unknown[]) => ({ Version: "2012-10-17", Statement });

/** Documents that IAM refuses, by its text: a part of those recorded on AWS, 2026-02. */
const refused: Readonly<Record<string, readonly unknown[]>> = {
  "Syntax errors in policy.": [
    "This is not a json document",
    { Version: "2013-10-17", Statement: list },
    { Version: "2012-10-17" },
    policy("afd"),
    policy({ ...list, "Extra field": "value" }),
    policy({ ...list, NotResource: [] }),
    policy({ ...list, Condition: { x: { a: "1" } } }),
    policy({ ...list, Condition: { "ForAnyValue::StringEqualsIfExists": { a: "asf" } } }),
  ],
  "Policy document must be version 2012-10-17 or greater.": [
    { Statement: list },
    { Version: "2008-10-17", Statement: list },
    { Statement: { ...list, Effect: "denY" } },
  ],
  "The policy failed legacy parsing": [
    policy({ ...list, Effect: "denY" }),
    policy({ ...list, Condition: { DateLessThanEquals: { a: "2016-12-13t2:00:00.593194+1" } } }),
    policy({ ...list, Resource: "arn:aws:s3::example_bucket" }),
    policy({ ...list, Resource: "arn:aws::fdsasf" }),
  ],
  "Statement IDs (SID) in a single policy must be unique.": [
    policy({ ...list, Sid: "sdf" }, { Sid: "sdf", Effect: "Allow" }),
  ],
  "Policy statement must contain actions.": [policy({ Effect: "Allow" }), policy({ ...list, Action: [] })],
  "Policy statement must contain resources.": [policy({ Effect: "Allow", Action: "s3:ListBucket" })],
  'Resource invalid resource must be in ARN format or "*".': [policy({ ...list, Resource: "invalid resource" })],
  'Partition "s3" is not valid for resource "arn:s3:::example_bucket:*".': [
    policy({ ...list, Resource: "aws:s3:::example_bucket" }),
  ],
  "Resource vendor must be fully qualified and cannot contain regexes.": [policy({ ...list, Resource: "arn:aws" })],
  "IAM resource arn:aws:iam:us-east-1::example_bucket cannot contain region information.": [
    policy({ ...list, Resource: "arn:aws:iam:us-east-1::example_bucket" }),
  ],
  "Resource arn:aws:s3:us-east-1::example_bucket can not contain region information.": [
    policy({ ...list, Resource: "arn:aws:s3:us-east-1::example_bucket" }),
  ],
  "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.": [
    policy({ ...list, Action: "invalid" }),
  ],
  "Actions/Condition can contain only one colon.": [policy({ ...list, Action: "s3:List:Bucket" })],
  "Vendor a a is not valid": [policy({ ...list, Action: "a a:ListBucket" })],
};

/** A part of the documents that IAM accepts: recorded on AWS, 2026-02. */
const accepted: readonly unknown[] = [
  { Version: "2012-10-17", Id: "sdfsdfsdf", Statement: { Effect: "Allow", NotAction: "s3:x", NotResource: "*" } },
  policy({ ...list, Action: "iam: asdf safdsf af " }),
  policy({ ...list, Resource: "arn:aws:fdsasf" }),
  policy({ ...list, Condition: { a: {}, DateGreaterThan: { a: [] } } }),
  policy({ ...list, Condition: { DateGreaterThan: { a: "01T" }, "ForAnyValue:StringEqualsIfExists": { a: "b" } } }),
  policy({ ...list, Condition: { DateLessThan: { a: "-292275054" } } }),
];

function put({ iam, name }: Sandbox, document: unknown): Promise<unknown> {
  const PolicyDocument = typeof document === "string" ? document : JSON.stringify(document);
  return iam.putUserPolicy({ UserName: name("alice"), PolicyName: "document", PolicyDocument });
}

// Documents of permissions.
export const policyDocumentScenarios: Scenarios = {
  ...Object.fromEntries(
    Object.entries(refused).map(([text, documents]) => [
      `IAM refuses a document with "${text}"`,
      async (box: Sandbox) => {
        await box.iam.createUser({ UserName: box.name("alice"), Path: box.path });
        for (const document of documents) {
          const refusal = await refusalOf(put(box, document));
          expect([document, refusal]).toEqual([document, `400 MalformedPolicyDocument: ${text}`]);
        }
      },
    ]),
  ),

  "IAM accepts unusual documents": async (box) => {
    await box.iam.createUser({ UserName: box.name("alice"), Path: box.path });
    for (const document of accepted) {
      expect([document, await refusalOf(put(box, document))]).toEqual([document, "no refusal"]);
    }
  },
};
