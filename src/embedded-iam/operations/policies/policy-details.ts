import type { OperationContext } from "../framework/index.ts";
import { awsVersions, policyElement, versionWithDocument } from "./elements.ts";
import type { UsedPolicy } from "./list-policies.ts";

/** Policies with all their versions, the newest first, without description and tags (AWS-recorded). */
export function managedPolicyDetails(context: OperationContext, page: readonly UsedPolicy[]) {
  const ids = page.flatMap(({ kind, policy }) => (kind === "local" ? [policy.policyId] : []));
  const versions = context.policies.versionsOfMany(ids);
  return page.map((known) => {
    const rows = known.kind === "aws" ? awsVersions(known.policy) : (versions.get(known.policy.policyId) ?? []);
    const defaultVersion = known.kind === "aws" ? known.policy.newestVersion : known.policy.defaultVersion;
    return {
      ...policyElement(context, known, known.usage),
      PolicyVersionList: rows.map((row) => versionWithDocument(row, defaultVersion)),
    };
  });
}
