import { errorTexts } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";
import { type AcceptContext, acceptsPolicy, isReserved, readPolicyArn } from "./find-policy.ts";

/**
 * Rejects an ARN that cannot be a permissions boundary: InvalidInput if it is not the ARN of a policy in this partition,
 * PolicyNotAttachable for policies of AWS's own roles, NoSuchEntity if the policy does not exist.
 */
export function requireBoundary(context: AcceptContext, arn: string, kind: "user" | "role"): void {
  const read = readPolicyArn(arn);
  if (read === undefined || read.partition !== context.account.partition) {
    throw new ServiceError("InvalidInput", errorTexts.boundaryArnInvalid(arn));
  }
  // AWS-capture for users, inferred for roles.
  if (isReserved(read)) {
    const text = kind === "user" ? errorTexts.reservedPolicyAttached(kind) : errorTexts.servicePolicyAttached();
    throw new ServiceError("PolicyNotAttachable", text);
  }
  if (!acceptsPolicy(context, read, arn)) throw new ServiceError("NoSuchEntity", errorTexts.boundaryNotFound(arn));
}
