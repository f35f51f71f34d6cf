import { isVirtualMfaDevice } from "../../iam-model/arns.ts";
import { findInputViolations, shapeAt, type Violation } from "../../iam-model/constraints.ts";
import type { OperationName } from "../../iam-model/operations.ts";
import { shapeWords } from "../../iam-model/shape-words.ts";

/** A problem with one field of an input. It never quotes the value, which can be a secret. */
export interface InputIssue {
  /** Such as `["input", "tags", "0", "key"]`. */
  readonly path: readonly string[];
  readonly message: string;
}

/**
 * What happens to a field of a mutation's input: how it is sent to IAM, and what the audit records of it.
 * @typeParam Member the members of the operation's input
 */
export interface InputFieldRow<Member extends string = string> {
  /** IAM's name of the member; `undefined` for a field that is not sent. */
  readonly member?: Member;
  /** Whether the field must be a virtual device's ARN. IAM's own constraints also allow other serial numbers. */
  readonly isVirtualDevice?: true;
  /** What the audit records. Values of tags can be sensitive, so the audit has only their keys. */
  readonly audit: "value" | "tag keys" | "nothing";
}

/** A row for each field of an input. A field without one is a type error, and so is a member that the operation does not have. */
export type InputRows<Input, Member extends string = string> = {
  readonly [Field in keyof Input]-?: InputFieldRow<Member>;
};

/** The field is sent to IAM and recorded in the audit. */
export function sent<Member extends string>(member: Member): InputFieldRow<Member> {
  return { member, audit: "value" };
}

/** The field is sent to IAM and recorded in the audit. It must be the ARN of a virtual MFA device, in any case. */
export function sentVirtualDevice<Member extends string>(member: Member): InputFieldRow<Member> {
  return { member, isVirtualDevice: true, audit: "value" };
}

/** The field is sent to IAM. The audit records nothing of it, because it is a secret. */
export function sentSecretly<Member extends string>(member: Member): InputFieldRow<Member> {
  return { member, audit: "nothing" };
}

/** The field is a list of tags that is sent to IAM. The audit records their keys, as `tagKeys`. */
export function sentTags<Member extends string>(member: Member): InputFieldRow<Member> {
  return { member, audit: "tag keys" };
}

/** The field decides which calls the mutation makes. It is not sent to IAM, but recorded in the audit. */
export const notSent: InputFieldRow<never> = { audit: "value" };

type Rows = Readonly<Record<string, InputFieldRow>>;

/** The members of a tag, in any input. */
const tagRows: Rows = { key: sentSecretly("Key"), value: sentSecretly("Value") };

/** What the audit records of an input: the fields that have a value, without secrets and the values of tags. */
export function auditedInput(input: object, rows: Rows): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(input).flatMap(([field, value]): [string, unknown][] => {
      const audit = rows[field]?.audit ?? "nothing";
      if (audit === "nothing" || value === null || value === undefined) return [];
      return audit === "value" ? [[field, value]] : [["tagKeys", keysOf(value)]];
    }),
  );
}

function keysOf(tags: unknown): unknown[] {
  const elements: readonly unknown[] = Array.isArray(tags) ? tags : [];
  return elements.flatMap((tag) => (typeof tag === "object" && tag !== null && "key" in tag ? [tag.key] : []));
}

/** The input under IAM's own names. A field that is `null` is absent. */
export function toIamInput(input: object, rows: Rows): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(input)) {
    const member = rows[field]?.member;
    if (member === undefined || value === null || value === undefined) continue;
    members[member] = Array.isArray(value) ? value.map(elementOf) : value;
  }
  return members;
}

function elementOf(element: unknown): unknown {
  return typeof element === "object" && element !== null ? toIamInput(element, tagRows) : element;
}

const MAX_ISSUES = 20;

/**
 * The violations of IAM's constraints by an input under IAM's names: one issue for each place, at most 20, and then one that
 * says how many more there are.
 * @param rows name the places as in the schema
 */
export function findIssues(
  operation: OperationName,
  input: Readonly<Record<string, unknown>>,
  rows: Rows,
): InputIssue[] {
  const fields = new Map(Object.entries({ ...tagRows, ...rows }).map(([field, { member }]) => [member, field]));
  const nameOf = (step: string | number) => (typeof step === "number" ? String(step) : (fields.get(step) ?? step));
  const byPlace = Map.groupBy(findInputViolations(operation, input), ({ path }) => path.join("."));
  const listed = byPlace.values().take(MAX_ISSUES);
  const issues = [...listed].flatMap(([violation]) =>
    violation
      ? [{ path: ["input", ...violation.path.map(nameOf)], message: messageOf(operation, input, violation) }]
      : [],
  );
  issues.push(
    ...findArnIssues(input, rows)
      .filter(({ member }) => !byPlace.has(member))
      .map(({ issue }) => issue),
  );
  const more = byPlace.size - MAX_ISSUES;
  return more > 0 ? [...issues, { path: ["input"], message: `${more} more issues are not listed.` }] : issues;
}

/** The fields that are not ARNs of virtual devices although their rows require it, by IAM's member. */
function findArnIssues(input: Readonly<Record<string, unknown>>, rows: Rows) {
  return Object.entries(rows).flatMap(([field, { member = "", isVirtualDevice }]) => {
    const value = input[member];
    if (!isVirtualDevice || typeof value !== "string" || isVirtualMfaDevice(value)) return [];
    const message = `Expected the ARN of a virtual MFA device (arn:aws:iam::<account id>:mfa/...); got ${sizeOf(value)}.`;
    return [{ member, issue: { path: ["input", field], message } }];
  });
}

function messageOf(operation: OperationName, input: Readonly<Record<string, unknown>>, { path }: Violation): string {
  const { name } = shapeAt(operation, path);
  const expected = (name && shapeWords[name]) ?? "another value";
  return `Expected ${expected}; got ${sizeOf(valueAt(input, path))}.`;
}

function valueAt(input: unknown, path: Violation["path"]): unknown {
  let value = input;
  for (const step of path) {
    value = typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[step] : undefined;
  }
  return value;
}

/** The size of a value. The value itself is not quoted, because it can be a secret in the wrong field. */
function sizeOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 1 ? "1 element" : `${value.length} elements`;
  const { length } = String(value);
  return length === 1 ? "1 character" : `${length} characters`;
}
