import { findInputViolations, shapeAt, type Violation } from "../../iam-model/constraints.ts";
import type { OperationName } from "../../iam-model/operations.ts";
import { shapeWords } from "../../iam-model/shape-words.ts";

/** What is wrong with one place of an input; never the value itself, which may be a secret. */
export interface InputIssue {
  /** Such as `["input", "tags", "0", "key"]`. */
  readonly path: readonly string[];
  readonly message: string;
}

/** The fields of input types, with IAM's names of the members that they are sent as. */
const memberNames: Readonly<Record<string, string>> = {
  userName: "UserName",
  newUserName: "NewUserName",
  groupName: "GroupName",
  newGroupName: "NewGroupName",
  path: "Path",
  newPath: "NewPath",
  permissionsBoundaryArn: "PermissionsBoundary",
  tags: "Tags",
  key: "Key",
  value: "Value",
  tagKeys: "TagKeys",
  virtualMfaDeviceName: "VirtualMFADeviceName",
  serialNumber: "SerialNumber",
  authenticationCode1: "AuthenticationCode1",
  authenticationCode2: "AuthenticationCode2",
  url: "Url",
  arn: "OpenIDConnectProviderArn",
  clientIds: "ClientIDList",
  clientId: "ClientID",
  thumbprints: "ThumbprintList",
};

const fieldNames = new Map(Object.entries(memberNames).map(([field, member]) => [member, field]));

/**
 * An input under IAM's own names. `null` is the same as absent; fields that IAM does not know (such as `cascade`) are left
 * out.
 */
export function toIamInput(input: object): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(input)) {
    const member = Object.hasOwn(memberNames, field) ? memberNames[field] : undefined;
    if (member === undefined || value === null || value === undefined) continue;
    members[member] = Array.isArray(value) ? value.map(elementOf) : value;
  }
  return members;
}

function elementOf(element: unknown): unknown {
  return typeof element === "object" && element !== null ? toIamInput(element) : element;
}

/** Everything that IAM's own limits have against an input (under IAM's names), one issue for each place in it. */
export function findIssues(operation: OperationName, input: Readonly<Record<string, unknown>>): InputIssue[] {
  const byPlace = Map.groupBy(findInputViolations(operation, input), ({ path }) => path.join("."));
  return [...byPlace.values()].flatMap(([violation]) => (violation ? [issueOf(operation, input, violation)] : []));
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
