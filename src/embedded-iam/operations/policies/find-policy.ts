import {
  type AwsManagedPolicy,
  awsManagedPolicies,
  reservedPolicyPaths,
} from "../../../iam-model/aws-managed-policies/index.ts";
import { errorTexts } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { PolicyRow } from "../../store/index.ts";
import type { OperationContext } from "../framework/index.ts";

/** What the ARN of a managed policy says. */
export interface PolicyArn {
  readonly partition: string;
  /** `aws`, or the id of an account. */
  readonly owner: string;
  readonly path: string;
  readonly name: string;
}

const pattern =
  /^arn:(?<partition>[\w-]+):iam::(?<owner>aws|\d{12}):policy(?<path>\/(?:[\x21-\x7E]+\/)?)(?<name>[\w+=,.@-]{1,128})$/;

/** Reads the ARN of a managed policy; undefined for any other text. */
export function readPolicyArn(arn: string): PolicyArn | undefined {
  const { partition, owner, path, name } = pattern.exec(arn)?.groups ?? {};
  if (partition === undefined || owner === undefined || path === undefined || name === undefined) return undefined;
  return { partition, owner, path, name };
}

/** Like `readPolicyArn`, but rejects other texts and other partitions with ValidationError. */
export function requirePolicyArn({ account }: Pick<OperationContext, "account">, arn: string): PolicyArn {
  const read = readPolicyArn(arn);
  if (read === undefined) throw new ServiceError("ValidationError", errorTexts.policyArnInvalid(arn));
  if (read.partition !== account.partition) throw new ServiceError("ValidationError", errorTexts.arnPartitionInvalid());
  return read;
}

/** A managed policy that the service knows. */
export type KnownPolicy =
  | { readonly kind: "local"; readonly policy: PolicyRow }
  | { readonly kind: "aws"; readonly policy: AwsManagedPolicy };

type PolicyContext = Pick<OperationContext, "account" | "policies">;

/** Finds a policy of the account or of the catalogue. ARNs are compared exactly; AWS's rule is not known. */
export function findPolicy(context: PolicyContext, arn: PolicyArn): KnownPolicy | undefined {
  if (arn.owner === "aws") {
    const policy = awsManagedPolicies.get(`${arn.path}${arn.name}`);
    return policy && { kind: "aws", policy };
  }
  const policy = findLocalPolicy(context, arn);
  return policy && { kind: "local", policy };
}

function findLocalPolicy({ account, policies }: PolicyContext, arn: PolicyArn): PolicyRow | undefined {
  const policy = arn.owner === account.accountId ? policies.find(arn.name) : undefined;
  return policy?.name === arn.name && policy.path === arn.path ? policy : undefined;
}

/** Returns a policy of the account or of the catalogue. NoSuchEntity if there is none. */
export function requirePolicy(context: PolicyContext, arn: string): KnownPolicy {
  const found = findPolicy(context, requirePolicyArn(context, arn));
  if (found === undefined) throw new ServiceError("NoSuchEntity", errorTexts.policyNotFound(arn));
  return found;
}

/**
 * Returns a policy of the account, for a change. NoSuchEntity with `notFound` if there is none.
 * @param foreign the error for policies of AWS and of other accounts, whether they exist or not (AWS-recorded)
 */
export function requireOwnPolicy(
  context: PolicyContext,
  arn: string,
  foreign: ServiceError,
  notFound: string = errorTexts.policyNotFound(arn),
): PolicyRow {
  const read = requirePolicyArn(context, arn);
  if (read.owner !== context.account.accountId) throw foreign;
  const policy = findLocalPolicy(context, read);
  if (policy === undefined) throw new ServiceError("NoSuchEntity", notFound);
  return policy;
}

/** Whether a policy belongs to AWS's own roles, by its path. */
export function isReserved({ owner, path }: PolicyArn): boolean {
  return owner === "aws" && reservedPolicyPaths.some((reserved) => path.startsWith(reserved));
}

/** Whether the service knows a policy, or the option `policies` names it. */
export function policyExists(
  context: PolicyContext & Pick<OperationContext, "existingPolicies">,
  arn: PolicyArn,
  text: string,
): boolean {
  return findPolicy(context, arn) !== undefined || context.existingPolicies.has(text);
}

/** The services that `acceptsPolicy` uses. */
export type AcceptContext = PolicyContext & Pick<OperationContext, "existingPolicies" | "noteUnknownPolicy">;

/**
 * Whether a policy can be attached, or be a boundary: it exists, or it is a policy of AWS. Those outside the catalogue are
 * reported to the operator, because they grant nothing.
 */
export function acceptsPolicy(context: AcceptContext, arn: PolicyArn, text: string): boolean {
  if (policyExists(context, arn, text)) return true;
  if (arn.owner !== "aws") return false;
  context.noteUnknownPolicy(text);
  return true;
}
