import {
  type Constraint,
  constraintsOf,
  findInputViolations,
  shapeAt,
  type Violation,
} from "../../iam-model/constraints.ts";
import { apiOf, type OperationName } from "../../iam-model/operations/index.ts";
import { type ListShape, shapeNamed } from "../../iam-model/shapes.ts";
import type { DecodedStructure, DecodedValue } from "./form.ts";
import { ServiceError } from "./service-error.ts";
import { isWritable } from "./xml.ts";

/** Rejects an invalid input with AWS's ValidationError, which lists all violations in one message. */
export function validateInput(operation: OperationName, input: DecodedStructure): void {
  const violations = findInputViolations(operation, input);
  if (violations.length === 0) violations.push(...findUnwritable(input, []));
  if (violations.length > 0) throw new ServiceError("ValidationError", validationMessage(operation, violations, input));
}

/** Maximum number of violations in one message (AWS-capture). */
const MAX_LISTED_VIOLATIONS = 10;

/**
 * Returns AWS's message for at least one violation. It contains the values of the input in STS only (AWS-recorded both);
 * `input` is needed for that.
 */
export function validationMessage(
  operation: OperationName,
  violations: readonly Violation[],
  input: DecodedStructure = {},
): string {
  const faults: Fault[] = [];
  const specialTexts: string[] = [];
  for (const violation of violations) {
    const special = violation.kind === "pattern" ? specialText(violation.path) : undefined;
    if (special !== undefined) specialTexts.push(special);
    else faults.push(faultOf(operation, violation, input));
  }
  const distinct = [...new Map(faults.map((fault) => [fault.text, fault])).values()];
  const first = specialTexts[0];
  // If both kinds occur, only the generic texts are listed. AWS's behaviour is not recorded.
  if (distinct.length === 0 && first !== undefined) return first;
  const texts = inHashOrder(distinct)
    .slice(0, MAX_LISTED_VIOLATIONS)
    .map((fault) => fault.text);
  return `${texts.length} validation error${texts.length === 1 ? "" : "s"} detected: ${texts.join("; ")}`;
}

interface Fault extends Pick<Violation, "path"> {
  readonly text: string;
}

function faultOf(operation: OperationName, { path, ...constraint }: Violation, input: DecodedStructure): Fault {
  const list = scalarListAt(operation, path);
  const spelled = list === undefined ? path : path.slice(0, -1);
  const text = list === undefined ? wordingOf(constraint) : bracketed(list);
  const echo = apiOf(operation) === "sts" ? echoOf(input, spelled) : "";
  return { path, text: `Value ${echo}at '${messagePath(spelled)}' failed to satisfy constraint: ${text}` };
}

/** The value in quotes; nothing for an absent one (3p). */
function echoOf(input: DecodedStructure, path: Violation["path"]): string {
  const value = path.reduce<unknown>((part, step) => Object(part)[step], input);
  return value === undefined ? "" : `'${String(value)}' `;
}

/** Messages use wire names with a lower-case first letter: `userName`, `clientIDList`, `openIDConnect...`. */
function messageName(member: string): string {
  return member.charAt(0).toLowerCase() + member.slice(1);
}

/** Formats a path as AWS does, with elements counted from 1: `tags.1.member.key`. */
function messagePath(path: Violation["path"]): string {
  return path.map((step) => (typeof step === "number" ? `${step + 1}.member` : messageName(step))).join(".");
}

/** The list shape, if the path leads to an element of a list of scalars. */
function scalarListAt(operation: OperationName, path: Violation["path"]): ListShape | undefined {
  if (typeof path.at(-1) !== "number") return undefined;
  const { shape } = shapeAt(operation, path.slice(0, -1));
  return shape.type === "list" && shapeNamed(shape.member).type !== "structure" ? shape : undefined;
}

/**
 * AWS reports an invalid element of a list of scalars on the list, with all constraints of an element (AWS-recorded).
 */
function bracketed(list: ListShape): string {
  const wordings = constraintsOf(shapeNamed(list.member)).map((constraint) =>
    wordingOf(constraint.kind === "enum" ? { ...constraint, listsValues: true } : constraint),
  );
  if (list.saysNotNull) wordings.push(wordingOf({ kind: "required" }));
  return `Member must satisfy constraint: [${wordings.join(", ")}]`;
}

function wordingOf(constraint: Constraint): string {
  switch (constraint.kind) {
    case "required":
      return "Member must not be null";
    case "type":
      return `Member must be of type ${constraint.expected}`;
    case "min-length":
      return `Member must have length greater than or equal to ${constraint.limit}`;
    case "max-length":
      return `Member must have length less than or equal to ${constraint.limit}`;
    case "min-value":
      return `Member must have value greater than or equal to ${constraint.limit}`;
    case "max-value":
      return `Member must have value less than or equal to ${constraint.limit}`;
    case "pattern":
      return `Member must satisfy regular expression pattern: ${constraint.pattern}`;
    case "enum":
      // Unlike other AWS services, IAM seldom lists the allowed values, except for list elements (both AWS-recorded).
      return `Member must satisfy enum value set${constraint.listsValues ? `: [${constraint.allowed.join(", ")}]` : ""}`;
  }
}

/**
 * Sorts violations in the order of a Java HashMap of the member names, also within the structures of a list. This
 * explains all recordings, which are neither alphabetical nor in model order. The map has 16 buckets; the upper half of
 * the hash is folded in. The elements of a list keep their order.
 */
function inHashOrder(faults: readonly Fault[], depth = 0): Fault[] {
  return [...Map.groupBy(faults, ({ path }) => path[depth])]
    .sort(([one], [other]) => rankOf(one) - rankOf(other))
    .flatMap(([step, group]) => (step === undefined ? group : inHashOrder(group, depth + 1)));
}

function rankOf(step: string | number | undefined): number {
  if (step === undefined) return -1;
  return typeof step === "number" ? step : bucketOf(messageName(step));
}

function bucketOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (Math.imul(31, hash) + text.charCodeAt(index)) | 0;
  return (hash ^ (hash >>> 16)) & 15;
}

/** Texts that replace the generic one if a name or a path violates its pattern. */
function specialText(path: Violation["path"]): string | undefined {
  const member = path.length === 1 ? messageName(String(path[0])) : "";
  return proseRules[member]?.replace("%", member);
}

const nameRule = // AWS-report
  "The specified value for % is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-";
const pathRule = // AWS-recorded; the rule itself is laxer than this prose
  "The specified value for % is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.";
const pathPrefixRule = // 3p
  "The specified value for % is invalid. It must begin with the / character and contain only alphanumeric characters and/or / characters.";

const proseRules: Readonly<Record<string, string>> = {
  userName: nameRule,
  newUserName: nameRule,
  groupName: nameRule,
  policyName: nameRule,
  newGroupName: nameRule,
  virtualMFADeviceName: nameRule,
  serverCertificateName: nameRule,
  newServerCertificateName: nameRule,
  roleName: nameRule,
  instanceProfileName: nameRule,
  path: pathRule,
  newPath: pathRule,
  pathPrefix: pathPrefixRule,
};

/** The characters that XML 1.0 can carry: the implied pattern of strings without a pattern in the model. */
const writablePattern = String.raw`[\u0009\u000A\u000D\u0020-\uD7FF\uE000-\uFFFD\x{10000}-\x{10FFFF}]*`;

/** Finds strings that no XML response could contain, such as a client id with a NUL character. */
function findUnwritable(value: DecodedValue, path: Violation["path"]): Violation[] {
  if (typeof value === "string") {
    return isWritable(value) ? [] : [{ kind: "pattern", pattern: writablePattern, path }];
  }
  if (typeof value !== "object") return [];
  const entries: [string | number, DecodedValue][] = isList(value)
    ? value.map((element, index) => [index, element])
    : Object.entries(value);
  return entries.flatMap(([step, member]) => findUnwritable(member, [...path, step]));
}

function isList(value: DecodedValue): value is readonly DecodedValue[] {
  return Array.isArray(value);
}
