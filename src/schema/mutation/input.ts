import { isVirtualMfaDevice } from "../../iam-model/arns.ts";
import type { InputName } from "../../iam-model/composed-inputs.ts";
import { findInputViolations, shapeAt, type Violation } from "../../iam-model/constraints.ts";
import { findRefusals, type RefusalReason } from "../../iam-model/refusals.ts";
import { shapeWords } from "../../iam-model/shape-words.ts";

/** The kinds of problems with an input field, with their descriptions in the schema. */
export const inputIssueCodes = {
  TOO_SHORT: { description: "The text has too few characters, such as none." },
  TOO_LONG: { description: "The text has too many characters." },
  TOO_FEW: { description: "The list has too few elements." },
  TOO_MANY: { description: "The list has too many elements." },
  INVALID_FORMAT: { description: "The text has characters or a form that IAM does not accept." },
  INVALID_URL: { description: "The URL does not begin with `https://`, or has a query string." },
  RESERVED_TAG_KEY: { description: "The key of the tag begins with `aws:`, which is reserved for AWS." },
  DUPLICATE_TAG_KEY: {
    description: "Another tag of the input has the same key. Keys of users' tags are case-insensitive.",
  },
  REJECTED_BY_IAM: { description: "IAM rejected the input. The message has its reason." },
  MORE_ISSUES: { description: "The message has the number of further issues, which are not listed." },
} as const;

export type InputIssueCode = keyof typeof inputIssueCodes;

/** A problem with one field of an input. It never quotes the value, which can be a secret. */
export interface InputIssue {
  /** Such as `["input", "tags", "0", "key"]`. */
  readonly path: readonly string[];
  readonly code: InputIssueCode;
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

/** The rows of any input. */
export type Rows = Readonly<Record<string, InputFieldRow>>;

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
 * Everything in an input that IAM would refuse by its text alone: one issue for each place, at most 20, and then one that says
 * how many more there are.
 * @param rows name the places as in the schema
 */
export function findIssues(
  operation: InputName,
  input: Readonly<Record<string, unknown>>,
  rows: Rows,
): readonly InputIssue[] {
  const fields = new Map(Object.entries({ ...tagRows, ...rows }).map(([field, { member }]) => [member, field]));
  const nameOf = (step: string | number) => (typeof step === "number" ? String(step) : (fields.get(step) ?? step));
  const issues = new Map<string, InputIssue>();
  const add = ({ path }: Pick<Violation, "path">, code: InputIssueCode, expected: string) => {
    const issue = {
      path: ["input", ...path.map(nameOf)],
      code,
      message: `Expected ${expected}; got ${sizeOf(valueAt(input, path))}.`,
    };
    const place = issue.path.join(".");
    if (!issues.has(place)) issues.set(place, issue);
  };
  for (const violation of findInputViolations(operation, input)) {
    add(violation, codeOf(violation, valueAt(input, violation.path)), expectedAt(operation, violation));
  }
  for (const refusal of findRefusals(operation, input)) add(refusal, refusalCodes[refusal.reason], refusal.expected);
  for (const member of membersWithoutDevice(input, rows)) {
    add({ path: [member] }, "INVALID_FORMAT", "the ARN of a virtual MFA device (arn:aws:iam::<account id>:mfa/...)");
  }
  const more = issues.size - MAX_ISSUES;
  const listed = [...issues.values()].slice(0, MAX_ISSUES);
  if (more <= 0) return listed;
  return [...listed, { path: ["input"], code: "MORE_ISSUES", message: `${more} more issues are not listed.` }];
}

/** The members that are not ARNs of virtual devices although their rows require it. */
function membersWithoutDevice(input: Readonly<Record<string, unknown>>, rows: Rows): string[] {
  return Object.values(rows).flatMap(({ member = "", isVirtualDevice }) => {
    const value = input[member];
    return isVirtualDevice && typeof value === "string" && !isVirtualMfaDevice(value) ? [member] : [];
  });
}

const refusalCodes: Readonly<Record<RefusalReason, InputIssueCode>> = {
  "reserved-tag-key": "RESERVED_TAG_KEY",
  "duplicate-tag-key": "DUPLICATE_TAG_KEY",
  url: "INVALID_URL",
  "too-few": "TOO_FEW",
  "too-many": "TOO_MANY",
};

function codeOf({ kind }: Violation, value: unknown): InputIssueCode {
  switch (kind) {
    case "min-length":
      return Array.isArray(value) ? "TOO_FEW" : "TOO_SHORT";
    case "max-length":
      return Array.isArray(value) ? "TOO_MANY" : "TOO_LONG";
    default:
      return "INVALID_FORMAT";
  }
}

function expectedAt(operation: InputName, { path }: Violation): string {
  const { name } = shapeAt(operation, path);
  return (name && shapeWords[name]) ?? "another value";
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
