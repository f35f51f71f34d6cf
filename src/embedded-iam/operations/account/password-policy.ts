import { errorTexts } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { PasswordPolicyRow } from "../../store/index.ts";
import { type OperationContext, operation } from "../framework/index.ts";

/** Replaces the whole policy: omitted settings get IAM's defaults (AWS-recorded). */
export const updateAccountPasswordPolicy = operation("UpdateAccountPasswordPolicy", (input, { passwordPolicies }) => {
  passwordPolicies.write({
    minimumLength: input.MinimumPasswordLength ?? 6,
    requireSymbols: input.RequireSymbols ?? false,
    requireNumbers: input.RequireNumbers ?? false,
    requireUppercase: input.RequireUppercaseCharacters ?? false,
    requireLowercase: input.RequireLowercaseCharacters ?? false,
    allowChange: input.AllowUsersToChangePassword ?? false,
    maxAgeDays: input.MaxPasswordAge ?? null,
    reusePrevention: input.PasswordReusePrevention ?? null,
    hardExpiry: input.HardExpiry ?? null,
  });
});

/** The last three settings are present only if they were set, ExpirePasswords always (AWS-recorded). */
export const getAccountPasswordPolicy = operation("GetAccountPasswordPolicy", (_input, context) => {
  const policy = requirePasswordPolicy(context, errorTexts.passwordPolicyNotFound(context.account.accountId));
  return {
    PasswordPolicy: {
      MinimumPasswordLength: policy.minimumLength,
      RequireSymbols: policy.requireSymbols,
      RequireNumbers: policy.requireNumbers,
      RequireUppercaseCharacters: policy.requireUppercase,
      RequireLowercaseCharacters: policy.requireLowercase,
      AllowUsersToChangePassword: policy.allowChange,
      ExpirePasswords: policy.maxAgeDays !== null,
      MaxPasswordAge: policy.maxAgeDays ?? undefined,
      PasswordReusePrevention: policy.reusePrevention ?? undefined,
      HardExpiry: policy.hardExpiry ?? undefined,
    },
  };
});

/** Afterwards IAM's default policy applies. */
export const deleteAccountPasswordPolicy = operation("DeleteAccountPasswordPolicy", (_input, context) => {
  requirePasswordPolicy(context, errorTexts.passwordPolicyNotFoundOnDelete());
  context.passwordPolicies.delete();
});

function requirePasswordPolicy(
  { passwordPolicies }: Pick<OperationContext, "passwordPolicies">,
  notFound: string,
): PasswordPolicyRow {
  const policy = passwordPolicies.find();
  if (policy === undefined) throw new ServiceError("NoSuchEntity", notFound);
  return policy;
}
