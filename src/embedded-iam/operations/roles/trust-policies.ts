import { errorTexts } from "../../../iam-model/error-texts.ts";
import { policySize, validateTrustPolicy } from "../../../policy/index.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { RoleRow } from "../../store/index.ts";
import { encodeDocument, type OperationContext } from "../framework/index.ts";
import { entityIdOf } from "./entity-ids.ts";

/**
 * Validates a trust policy: MalformedPolicyDocument, then LimitExceeded for its size. Returns the unique ids of the users
 * and roles of this account that it names, by ARN.
 */
export function requireTrustPolicy(
  context: Pick<OperationContext, "account" | "quotas" | "roles" | "users">,
  document: string,
): ReadonlyMap<string, string> {
  const { accountId, partition } = context.account;
  const result = validateTrustPolicy(document, { accountId, partition, idOf: (value) => entityIdOf(context, value) });
  if ("fault" in result) throw new ServiceError("MalformedPolicyDocument", result.fault);
  const limit = context.quotas.trustPolicySize;
  if (policySize(document) > limit) {
    throw new ServiceError("LimitExceeded", errorTexts.quotaExceeded("ACLSizePerRole", limit));
  }
  return result.boundPrincipals;
}

/**
 * The trust policies of roles as responses contain them, by role id: as they were sent, except that a user or role that
 * was deleted is shown by its unique id (docs).
 */
export function encodedTrustPolicies(
  { roles }: Pick<OperationContext, "roles">,
  page: readonly RoleRow[],
): ReadonlyMap<string, string> {
  const lost = roles.lostPrincipalsOf(page.map((role) => role.roleId));
  return new Map(
    page.map((role) => {
      const ids = new Map(lost.get(role.roleId)?.map(({ arn, principalId }) => [arn, principalId]));
      return [role.roleId, encodeDocument(ids.size === 0 ? role.trustPolicy : withIds(role.trustPolicy, ids))];
    }),
  );
}

/** The document with unique ids instead of these ARNs in its principals, and without its white space. */
function withIds(document: string, ids: ReadonlyMap<string, string>): string {
  const replaced = (value: unknown): unknown => {
    if (typeof value === "string") return ids.get(value) ?? value;
    if (Array.isArray(value)) return value.map(replaced);
    return value;
  };
  return JSON.stringify(JSON.parse(document), (key, value: unknown) => (key === "AWS" ? replaced(value) : value));
}
