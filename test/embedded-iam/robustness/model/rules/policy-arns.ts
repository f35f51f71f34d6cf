import { accountArn, accountId, type Policy, type State } from "../state.ts";
import { fold } from "../tags.ts";
import { Refusal } from "../types.ts";

const awsArn = "arn:aws:iam::aws:policy";

/** Policies of AWS, the oldest first. */
export const awsPolicies: readonly string[] = [
  `${awsArn}/AdministratorAccess`,
  `${awsArn}/PowerUserAccess`,
  `${awsArn}/AWSLambdaExecute`,
  `${awsArn}/service-role/AWSLambdaBasicExecutionRole`,
  `${awsArn}/aws-service-role/AmazonECSServiceRolePolicy`,
  `${awsArn}/aws-service-role/AutoScalingServiceRolePolicy`,
];

/** A policy of AWS that the service does not know. It can be attached, and is in no list of policies. */
export const unknownAwsPolicy = `${awsArn}/NotInTheCatalogue`;

export function policyArn({ path, name }: Pick<Policy, "path" | "name">): string {
  return `${accountArn}:policy${path}${name}`;
}

/** The owner, the path and the name in the ARN of a policy of this partition. */
export function readPolicyArn(arn: string): { owner: string; path: string; name: string } | undefined {
  const [, owner, path, name] = /^arn:aws:iam::(aws|\d{12}):policy(\/(?:.*\/)?)([^/]+)$/.exec(arn) ?? [];
  return owner === undefined || path === undefined || name === undefined ? undefined : { owner, path, name };
}

/** Throws if this is not the ARN of a policy. */
export function requirePolicyArn(arn: string): { owner: string; path: string; name: string } {
  const read = readPolicyArn(arn);
  if (read !== undefined) return read;
  const isForeign = /^arn:aws-cn:iam::(?:aws|\d{12}):policy\/./.test(arn);
  throw new Refusal(`400 ValidationError: ${isForeign ? "Invalid ARN partition" : `ARN ${arn} is not valid.`}`);
}

/** The policy of the account with this ARN, which is compared exactly. */
export function findPolicy({ policies }: State, arn: string): Policy | undefined {
  const policy = policies.get(fold(readPolicyArn(arn)?.name ?? ""));
  return policy !== undefined && policyArn(policy) === arn ? policy : undefined;
}

/** Whether a policy can be attached or be a boundary. */
export function isPolicy(state: State, arn: string): boolean {
  return readPolicyArn(arn)?.owner === "aws" || findPolicy(state, arn) !== undefined;
}

/** Whether a policy of the account or of AWS is known. */
export function isKnown(state: State, arn: string): boolean {
  return awsPolicies.includes(arn) || findPolicy(state, arn) !== undefined;
}

/** Whether a policy is for AWS's own roles. */
export function isReserved(arn: string): boolean {
  return arn.startsWith(`${awsArn}/aws-service-role/`);
}

/** Returns a policy for a change. `foreign` is the error for policies of AWS and of other accounts. */
export function requireOwnPolicy(state: State, arn: string, foreign: string, notFound = notFoundText(arn)): Policy {
  if (requirePolicyArn(arn).owner !== accountId) throw new Refusal(foreign);
  const policy = findPolicy(state, arn);
  if (policy === undefined) throw new Refusal(notFound);
  return policy;
}

export function notFoundText(arn: string): string {
  return `404 NoSuchEntity: Policy ${arn} was not found.`;
}

export function notAttachableText(arn: string): string {
  return `404 NoSuchEntity: Policy ${arn} does not exist or is not attachable.`;
}
