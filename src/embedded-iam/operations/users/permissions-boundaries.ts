import { errorTexts } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";
import { type OperationContext, operation, requireUser } from "../framework/index.ts";

export const putUserPermissionsBoundary = operation(
  "PutUserPermissionsBoundary",
  ({ UserName, PermissionsBoundary }, { policies, users }) => {
    const { userId } = requireUser({ users }, UserName);
    requirePolicy({ policies }, PermissionsBoundary);
    users.setPermissionsBoundary(userId, PermissionsBoundary);
  },
);

/** NoSuchEntity if no boundary is set (AWS-capture). */
export const deleteUserPermissionsBoundary = operation("DeleteUserPermissionsBoundary", ({ UserName }, { users }) => {
  const { userId, permissionsBoundary } = requireUser({ users }, UserName);
  if (permissionsBoundary === null) throw new ServiceError("NoSuchEntity", errorTexts.boundaryNotSet(UserName));
  users.setPermissionsBoundary(userId, null);
});

/** Matches the ARN of a managed policy. The first group is `aws` or the account id. */
export const policyArn = /^arn:aws:iam::(aws|\d{12}):policy\/(?:[\x21-\x7E]+\/)?[\w+=,.@-]{1,128}$/;

/**
 * Rejects an ARN that cannot be a boundary: InvalidInput if it is not a policy's ARN, NoSuchEntity if the policy does
 * not exist. AWS's managed policies exist if their ARN is well-formed; policies of this account exist if the option
 * `policies` names them.
 */
export function requirePolicy({ policies }: Pick<OperationContext, "policies">, arn: string): void {
  const owner = policyArn.exec(arn)?.[1];
  if (owner === undefined) throw new ServiceError("InvalidInput", errorTexts.boundaryArnInvalid(arn));
  if (owner !== "aws" && !policies.has(arn)) throw new ServiceError("NoSuchEntity", errorTexts.boundaryNotFound(arn));
}
