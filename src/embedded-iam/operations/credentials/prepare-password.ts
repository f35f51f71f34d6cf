import { errorTexts } from "../../../iam-model/error-texts.ts";
import {
  type CharacterKind,
  conformsTo,
  defaultPasswordPolicy,
  type PasswordPolicy,
  passwordPolicy,
} from "../../../iam-model/password-policy.ts";
import { hasHash, hashPassword } from "../../password-hash.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { PasswordPolicyRow } from "../../store/index.ts";
import type { OperationContext, Prepared } from "../framework/index.ts";

type PasswordContext = Pick<OperationContext, "loginProfiles" | "passwordPolicies" | "secretBytes">;

/**
 * Hashes a user's new password. PasswordPolicyViolation if it violates the account's policy, or IAM's default policy if
 * the account has none.
 */
export async function preparePassword(
  { loginProfiles, passwordPolicies, secretBytes }: PasswordContext,
  userId: string,
  password: string,
): Promise<Prepared> {
  const policy = passwordPolicies.find();
  const hashes = loginProfiles.latestHashes(userId, policy?.reusePrevention ?? 0);
  const conforms = conformsTo(policy === undefined ? defaultPasswordPolicy : requirements(policy), password);
  if (!conforms || (await isReused(password, hashes))) {
    throw new ServiceError("PasswordPolicyViolation", errorTexts.passwordRefused());
  }
  return { passwordHash: await hashPassword(password, secretBytes) };
}

function requirements(policy: PasswordPolicyRow): PasswordPolicy {
  const required: Record<CharacterKind, boolean> = {
    uppercase: policy.requireUppercase,
    lowercase: policy.requireLowercase,
    numbers: policy.requireNumbers,
    symbols: policy.requireSymbols,
  };
  const kinds = (Object.keys(required) as CharacterKind[]).filter((kind) => required[kind]);
  return passwordPolicy(policy.minimumLength, kinds);
}

async function isReused(password: string, hashes: readonly string[]): Promise<boolean> {
  for (const hash of hashes) {
    if (await hasHash(password, hash)) return true;
  }
  return false;
}
