import { findViolations } from "../iam-model/constraints.ts";
import { shapeWords } from "../iam-model/shape-words.ts";
import { BadUserInput } from "../loaders/index.ts";

/** The shapes of IAM's model that arguments of queries have. */
export type ArgumentShape =
  | "existingUserNameType"
  | "groupNameType"
  | "pathPrefixType"
  | "serialNumberType"
  | "arnType";

/**
 * Returns a value that IAM's constraints allow. Other values are rejected before any IAM call.
 * @throws BadUserInput naming the argument and the expected value
 */
export function checkArgument<Value extends string | null | undefined>(
  name: string,
  shape: ArgumentShape,
  value: Value,
): Value {
  const problem = value === null || value === undefined ? undefined : problemOf(name, shape, value);
  if (problem !== undefined) throw new BadUserInput(problem);
  return value;
}

/** Why a value is not valid; undefined if IAM's constraints allow it. */
export function problemOf(name: string, shape: ArgumentShape, value: string): string | undefined {
  if (isAllowed(shape, value)) return undefined;
  return `Argument "${name}" is not valid: expected ${shapeWords[shape]}; got ${lengthOf(value)}.`;
}

/** Returns an ARN of one kind of entity, such as `oidc-provider`. @throws BadUserInput for other values */
export function checkArn(name: string, kind: "oidc-provider" | "mfa", value: string): string {
  const shape = kind === "mfa" ? "serialNumberType" : "arnType";
  if (isAllowed(shape, value) && isArnOf(kind, value)) return value;
  throw new BadUserInput(
    `Argument "${name}" is not valid: expected arn:aws:iam::<account id>:${kind}/... (${shapeWords[shape]}); got ${lengthOf(value)}.`,
  );
}

/** Whether IAM's constraints for the shape allow the value. */
export function isAllowed(shape: ArgumentShape, value: string): boolean {
  return findViolations(shape, value).length === 0;
}

/** Whether the ARN names an entity of this kind, in any partition of AWS. */
export function isArnOf(kind: "oidc-provider" | "mfa" | "u2f" | "user" | "group", arn: string): boolean {
  return new RegExp(`^arn:aws[a-z-]*:iam::\\d{12}:${kind}/.`).test(arn);
}

function lengthOf(value: string): string {
  return value.length === 1 ? "1 character" : `${value.length} characters`;
}
