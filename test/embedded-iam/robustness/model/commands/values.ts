import fc from "fast-check";
import { permissionDocuments } from "../rules/documents.ts";
import { awsPolicies, unknownAwsPolicy } from "../rules/policy-arns.ts";
import { accountArn } from "../state.ts";
import { optional } from "./command.ts";

export const userName = fc.constantFrom("ana", "Ana", "bob", "BOB", "a_b", "aZb", "carl");
export const groupName = fc.constantFrom("dev", "Dev", "ops", "a_z", "aBz");
export const roleName = fc.constantFrom("app", "App", "a_r", "aZr", "AWSServiceRoleForECS");
export const path = fc.constantFrom("/", "/team/", "/team/inner/", "/tea/");
export const pathPrefix = fc.constantFrom("/", "/te", "/team/", "/%");
const localPolicies = ["Read", "read", "team/Read", "a_p", "aZp"].map((name) => `${accountArn}:policy/${name}`);
export const boundary = fc.constantFrom(
  ...localPolicies,
  ...awsPolicies,
  unknownAwsPolicy,
  `${accountArn}:policy/none-of-this-name`,
  `${accountArn}:role/no-policy-at-all`,
);
const otherPolicies = [
  unknownAwsPolicy,
  "arn:aws:iam::000000000000:policy/Read",
  "arn:aws-cn:iam::aws:policy/AdministratorAccess",
  `${accountArn}:role/no-policy-at-all`,
];
export const policyArn = fc.constantFrom(...localPolicies, ...awsPolicies, ...otherPolicies);
/** Without the policies of AWS, whose versions are not the account's. */
export const versionedArn = fc.constantFrom(...localPolicies, ...otherPolicies);
export const tagKey = fc.constantFrom("Team", "team", "É", "é", "Cost Center", "stage", "aws:reserved");
export const tags = fc.array(fc.record({ Key: tagKey, Value: fc.constantFrom("", "one", "two") }), { maxLength: 4 });
export const tagKeys = fc.array(tagKey, { maxLength: 3 });
export const paged = { MaxItems: optional(fc.integer({ min: 1, max: 3 })) };
export const marked = { marker: fc.nat(12) };
export const policyName = fc.constantFrom("Read", "read", "a_p", "aZp", "Write");
// The first documents are the most frequent ones: of the others, some are invalid and some too large.
export const permissions = fc.oneof(
  fc.constantFrom(...permissionDocuments.slice(0, 3)),
  fc.constantFrom(...permissionDocuments),
);
