import { findInputViolations, shapeAt, type Violation } from "../../iam-model/constraints.ts";
import type { OperationName } from "../../iam-model/operations.ts";
import { shapeWords } from "../../iam-model/shape-words.ts";

/** What is wrong with one place of an input; never the value itself, which may be a secret. */
export interface InputIssue {
  /** Such as `["input", "tags", "0", "key"]`. */
  readonly path: readonly string[];
  readonly message: string;
}

interface InputFieldRow {
  /** IAM's name of the member that the field is sent as. @default it is not sent */
  readonly member?: string;
  /** What the audit has of it. Values of tags can be sensitive, so the audit has only their keys. */
  readonly audit: "value" | "tag keys" | "nothing";
}

/** The fields of all input types. */
const inputFields = {
  userName: { member: "UserName", audit: "value" },
  newUserName: { member: "NewUserName", audit: "value" },
  groupName: { member: "GroupName", audit: "value" },
  newGroupName: { member: "NewGroupName", audit: "value" },
  path: { member: "Path", audit: "value" },
  newPath: { member: "NewPath", audit: "value" },
  permissionsBoundaryArn: { member: "PermissionsBoundary", audit: "value" },
  tags: { member: "Tags", audit: "tag keys" },
  key: { member: "Key", audit: "nothing" },
  value: { member: "Value", audit: "nothing" },
  tagKeys: { member: "TagKeys", audit: "value" },
  virtualMfaDeviceName: { member: "VirtualMFADeviceName", audit: "value" },
  serialNumber: { member: "SerialNumber", audit: "value" },
  authenticationCode1: { member: "AuthenticationCode1", audit: "nothing" },
  authenticationCode2: { member: "AuthenticationCode2", audit: "nothing" },
  url: { member: "Url", audit: "value" },
  arn: { member: "OpenIDConnectProviderArn", audit: "value" },
  clientIds: { member: "ClientIDList", audit: "value" },
  clientId: { member: "ClientID", audit: "value" },
  thumbprints: { member: "ThumbprintList", audit: "value" },
  cascade: { audit: "value" },
  dryRun: { audit: "value" },
} as const satisfies Readonly<Record<string, InputFieldRow>>;

const rows: ReadonlyMap<string, InputFieldRow> = new Map(Object.entries(inputFields));

/** An input whose fields are all in the table above: the audit has a rule for each. */
export type DeclaredInput<Input> = {
  readonly [Field in keyof Input]: Field extends keyof typeof inputFields ? unknown : never;
};

const fieldNames = new Map([...rows].flatMap(([field, { member }]) => (member ? [[member, field]] : [])));

/** What the audit has of an input: the fields that are set, without secrets and the values of tags. */
export function auditedInput(input: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(input).flatMap(([field, value]): [string, unknown][] => {
      const audit = rows.get(field)?.audit ?? "nothing";
      if (audit === "nothing" || value === null || value === undefined) return [];
      return audit === "value" ? [[field, value]] : [["tagKeys", keysOf(value)]];
    }),
  );
}

function keysOf(tags: unknown): unknown[] {
  const elements: readonly unknown[] = Array.isArray(tags) ? tags : [];
  return elements.flatMap((tag) => (typeof tag === "object" && tag !== null && "key" in tag ? [tag.key] : []));
}

/**
 * An input under IAM's own names. `null` is the same as absent; fields that IAM does not know (such as `cascade`) are left
 * out.
 */
export function toIamInput(input: object): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(input)) {
    const member = rows.get(field)?.member;
    if (member === undefined || value === null || value === undefined) continue;
    members[member] = Array.isArray(value) ? value.map(elementOf) : value;
  }
  return members;
}

function elementOf(element: unknown): unknown {
  return typeof element === "object" && element !== null ? toIamInput(element) : element;
}

const MAX_ISSUES = 20;

/**
 * What IAM's own limits have against an input (under IAM's names): one issue for each place in it, at most 20, and then one
 * that says how many more there are.
 */
export function findIssues(operation: OperationName, input: Readonly<Record<string, unknown>>): InputIssue[] {
  const byPlace = Map.groupBy(findInputViolations(operation, input), ({ path }) => path.join("."));
  const listed = byPlace.values().take(MAX_ISSUES);
  const issues = [...listed].flatMap(([violation]) => (violation ? [issueOf(operation, input, violation)] : []));
  const more = byPlace.size - MAX_ISSUES;
  return more > 0 ? [...issues, { path: ["input"], message: `${more} more issues are not listed.` }] : issues;
}

function issueOf(operation: OperationName, input: Readonly<Record<string, unknown>>, { path }: Violation): InputIssue {
  const { name } = shapeAt(operation, path);
  const expected = (name && shapeWords[name]) ?? "another value";
  return {
    path: ["input", ...path.map(fieldName)],
    message: `Expected ${expected}; got ${sizeOf(valueAt(input, path))}.`,
  };
}

function fieldName(step: string | number): string {
  return typeof step === "number" ? String(step) : (fieldNames.get(step) ?? step);
}

function valueAt(input: unknown, path: Violation["path"]): unknown {
  let value = input;
  for (const step of path) {
    value = typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[step] : undefined;
  }
  return value;
}

/** Says how much came, and not what: a long number of digits can be a code. */
function sizeOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 1 ? "1 element" : `${value.length} elements`;
  const { length } = String(value);
  return length === 1 ? "1 character" : `${length} characters`;
}
