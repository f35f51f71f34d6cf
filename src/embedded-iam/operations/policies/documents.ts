import { errorTexts } from "../../../iam-model/error-texts.ts";
import { policySize, validateIdentityPolicy } from "../../../policy/index.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { Account } from "../../store/index.ts";

/** Rejects a faulty document of permissions with MalformedPolicyDocument, and a managed policy that is too large with LimitExceeded. */
export function requirePermissions(account: Account, document: string, limit: number): void {
  requireValidDocument(account, document);
  if (policySize(document) > limit) {
    throw new ServiceError("LimitExceeded", errorTexts.quotaExceeded("PolicySize", limit));
  }
}

/** Rejects a faulty document of permissions with MalformedPolicyDocument. */
export function requireValidDocument({ partition }: Account, document: string): void {
  const result = validateIdentityPolicy(document, partition);
  if ("fault" in result) throw new ServiceError("MalformedPolicyDocument", result.fault);
}
