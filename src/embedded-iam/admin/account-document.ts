import { z } from "zod";
import { findViolations } from "../../iam-model/constraints.ts";
import type { ShapeName } from "../../iam-model/shapes.ts";
import { OperatorError } from "../../platform/operator-error.ts";

/** Text that a shape of IAM's model accepts. */
const text = (shape: ShapeName) =>
  z.string().refine((value) => findViolations(shape, value).length === 0, { error: `expected a valid ${shape}` });

const date = z.iso.datetime({ offset: true, error: "expected a date, such as 2026-03-01T10:00:00+00:00" });

/** A policy document as the AWS CLI prints it: not encoded. */
const policyDocument = z.record(z.string(), z.unknown(), {
  error: "expected the policy document as an object, as the AWS CLI prints it",
});

const id = z.string().regex(/^\w{16,128}$/, { error: "expected a unique id, such as AIDAIOSFODNN7EXAMPLE0" });
const attached = z.array(z.object({ PolicyArn: text("arnType") })).default([]);
const inline = z.array(z.object({ PolicyName: text("policyNameType"), PolicyDocument: policyDocument })).default([]);
const boundary = z.object({ PermissionsBoundaryArn: text("arnType") }).optional();
const tags = z.array(z.object({ Key: text("tagKeyType"), Value: text("tagValueType") })).default([]);
const common = { Path: text("pathType"), Arn: text("arnType"), CreateDate: date };

const user = z.object({
  ...common,
  UserName: text("userNameType"),
  UserId: id,
  UserPolicyList: inline,
  GroupList: z.array(text("groupNameType")).default([]),
  AttachedManagedPolicies: attached,
  PermissionsBoundary: boundary,
  Tags: tags,
});

const group = z.object({
  ...common,
  GroupName: text("groupNameType"),
  GroupId: id,
  GroupPolicyList: inline,
  AttachedManagedPolicies: attached,
});

const instanceProfile = z.object({
  ...common,
  InstanceProfileName: text("instanceProfileNameType"),
  InstanceProfileId: id,
});

const role = z.object({
  ...common,
  RoleName: text("roleNameType"),
  RoleId: id,
  AssumeRolePolicyDocument: policyDocument,
  InstanceProfileList: z.array(instanceProfile).default([]),
  RolePolicyList: inline,
  AttachedManagedPolicies: attached,
  PermissionsBoundary: boundary,
  Tags: tags,
  RoleLastUsed: z.object({ LastUsedDate: date.optional(), Region: z.string().optional() }).default({}),
});

const version = z.object({
  VersionId: z.string().regex(/^v[1-9]\d{0,8}$/, { error: "expected a version, such as v1" }),
  Document: policyDocument.optional(),
  CreateDate: date,
});

const policy = z.object({
  ...common,
  PolicyName: text("policyNameType"),
  PolicyId: id,
  Description: z.string().optional(),
  DefaultVersionId: z.string(),
  UpdateDate: date,
  PolicyVersionList: z.array(version).min(1, { error: "expected at least one version" }),
});

const accountDocument = z.object({
  UserDetailList: z.array(user),
  GroupDetailList: z.array(group),
  RoleDetailList: z.array(role),
  Policies: z.array(policy),
  IsTruncated: z.literal(false, { error: "expected false: this is only one page of the account" }).optional(),
});

/** The output of `aws iam get-account-authorization-details`. Members that an import does not use are left out. */
export type AccountDocument = z.infer<typeof accountDocument>;
export type ImportedUser = AccountDocument["UserDetailList"][number];
export type ImportedRole = AccountDocument["RoleDetailList"][number];
export type ImportedPolicy = AccountDocument["Policies"][number];

/** A place in the document: names of members and positions in lists. */
export type Place = readonly (string | number)[];

/** The account cannot be imported. The message names the place in the document, if the fault is there, and what was expected. */
export class AccountImportError extends OperatorError {
  constructor(place: Place, problem: string) {
    super(`The account cannot be imported: ${place.length === 0 ? "" : `${placeText(place)}: `}${problem}.`);
    this.name = "AccountImportError";
  }
}

/** Reads a parsed JSON text. @throws AccountImportError for the first fault */
export function readAccountDocument(value: unknown): AccountDocument {
  const read = accountDocument.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const place = (issue?.path ?? []).map((part) => (typeof part === "number" ? part : String(part)));
  throw new AccountImportError(place, (issue?.message ?? "").replace(/^Invalid input: /, ""));
}

/** @example placeText(["UserDetailList", 3, "UserName"]) // "UserDetailList[3].UserName" */
function placeText(place: Place): string {
  return place
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`))
    .join("")
    .replace(/^\./, "");
}
