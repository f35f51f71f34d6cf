import type { Partition } from "../../../iam-model/arns.ts";
import { errorTexts } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";
import { type OperationContext, operation, requireUser } from "../framework/index.ts";

export const putUserPermissionsBoundary = operation(
  "PutUserPermissionsBoundary",
  ({ UserName, PermissionsBoundary }, { account, policies, users }) => {
    const { userId } = requireUser({ users }, UserName);
    requirePolicy({ account, policies }, PermissionsBoundary);
    users.setPermissionsBoundary(userId, PermissionsBoundary);
  },
);

/** NoSuchEntity if no boundary is set (AWS-capture). */
export const deleteUserPermissionsBoundary = operation("DeleteUserPermissionsBoundary", ({ UserName }, { users }) => {
  const { userId, permissionsBoundary } = requireUser({ users }, UserName);
  if (permissionsBoundary === null) throw new ServiceError("NoSuchEntity", errorTexts.boundaryNotSet(UserName));
  users.setPermissionsBoundary(userId, null);
});

const policyArn = /^arn:([^:]+):iam::(aws|\d{12}):policy\/(?:[\x21-\x7E]+\/)?[\w+=,.@-]{1,128}$/;

/** The owner in the ARN of a managed policy, `aws` or an account id; undefined for other ARNs, also of another partition. */
export function policyOwner(arn: string, partition: Partition): string | undefined {
  const [, found, owner] = policyArn.exec(arn) ?? [];
  return found === partition ? owner : undefined;
}

/**
 * Rejects an ARN that cannot be a boundary: InvalidInput if it is not a policy's ARN, NoSuchEntity if the policy does
 * not exist. AWS's managed policies exist if their ARN is well-formed; policies of this account exist if the option
 * `policies` names them.
 */
export function requirePolicy(
  { account, policies }: Pick<OperationContext, "account" | "policies">,
  arn: string,
): void {
  const owner = policyOwner(arn, account.partition);
  if (owner === undefined) throw new ServiceError("InvalidInput", errorTexts.boundaryArnInvalid(arn));
  if (owner !== "aws" && !policies.has(arn)) throw new ServiceError("NoSuchEntity", errorTexts.boundaryNotFound(arn));
}
