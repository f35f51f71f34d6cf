import { errorTexts } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { PolicyRow } from "../../store/index.ts";
import { timestamp } from "../../timestamp.ts";
import { type OperationContext, operation, smallList, takePage } from "../framework/index.ts";
import { requirePermissions } from "./documents.ts";
import { awsVersions, type KnownVersion, versionElement, versionNumber, versionWithDocument } from "./elements.ts";
import { findPolicy, type KnownPolicy, requireOwnPolicy, requirePolicy, requirePolicyArn } from "./find-policy.ts";

export const createPolicyVersion = operation(
  "CreatePolicyVersion",
  ({ PolicyArn, PolicyDocument, SetAsDefault = false }, context) => {
    const { account, clock, policies, quotas } = context;
    const foreign = new ServiceError("AccessDenied", errorTexts.foreignPolicyVersionCreated());
    const notFound = errorTexts.policyNotAttachable(PolicyArn);
    const { defaultVersion, policyId } = requireOwnPolicy(context, PolicyArn, foreign, notFound);
    requirePermissions(account, PolicyDocument, quotas.policySize);
    if (policies.versions(policyId).length >= quotas.versionsPerPolicy) {
      throw new ServiceError("LimitExceeded", errorTexts.policyVersionsExceeded(quotas.versionsPerPolicy));
    }
    const createDate = timestamp(clock());
    const version = policies.addVersion(policyId, PolicyDocument, createDate);
    if (SetAsDefault) policies.setDefaultVersion(policyId, version);
    return { PolicyVersion: versionElement({ version, createDate }, SetAsDefault ? version : defaultVersion) };
  },
);

/** A version whose document is not in the catalogue is not found. */
export const getPolicyVersion = operation("GetPolicyVersion", ({ PolicyArn, VersionId }, context) => {
  const known = findPolicy(context, requirePolicyArn(context, PolicyArn));
  const version = known && versionsOf(context, known).find((row) => row.version === versionNumber(VersionId));
  if (known === undefined || version?.document === undefined) {
    throw new ServiceError("NoSuchEntity", errorTexts.policyVersionNotFound(PolicyArn, VersionId));
  }
  return { PolicyVersion: versionWithDocument(version, defaultVersionOf(known)) };
});

/** The newest version comes first (AWS-recorded). */
export const listPolicyVersions = operation("ListPolicyVersions", ({ PolicyArn, ...input }, context) => {
  const known = requirePolicy(context, PolicyArn);
  const versions = smallList(versionsOf(context, known), ({ version }) => String(10_000_000 - version));
  const page = takePage(context.markers, ["ListPolicyVersions", PolicyArn], input, versions);
  return { Versions: page.rows.map((row) => versionElement(row, defaultVersionOf(known))), ...page.ending };
});

export const deletePolicyVersion = operation("DeletePolicyVersion", ({ PolicyArn, VersionId }, context) => {
  const foreign = new ServiceError("AccessDenied", errorTexts.foreignPolicyVersionDeleted());
  const { policy, version } = requireOwnVersion(context, PolicyArn, VersionId, foreign);
  if (version === policy.defaultVersion) throw new ServiceError("DeleteConflict", errorTexts.defaultVersionDeleted());
  context.policies.deleteVersion(policy.policyId, version);
});

export const setDefaultPolicyVersion = operation("SetDefaultPolicyVersion", ({ PolicyArn, VersionId }, context) => {
  const foreign = new ServiceError("AccessDenied", errorTexts.foreignPolicyUpdated());
  const { policy, version } = requireOwnVersion(context, PolicyArn, VersionId, foreign);
  context.policies.setDefaultVersion(policy.policyId, version);
});

function requireOwnVersion(
  context: OperationContext,
  arn: string,
  versionId: string,
  foreign: ServiceError,
): { readonly policy: PolicyRow; readonly version: number } {
  const notFound = errorTexts.policyVersionNotFound(arn, versionId);
  const policy = requireOwnPolicy(context, arn, foreign, notFound);
  const version = context.policies.findVersion(policy.policyId, versionNumber(versionId))?.version;
  if (version === undefined) throw new ServiceError("NoSuchEntity", notFound);
  return { policy, version };
}

function versionsOf({ policies }: Pick<OperationContext, "policies">, known: KnownPolicy): readonly KnownVersion[] {
  return known.kind === "aws" ? awsVersions(known.policy) : policies.versions(known.policy.policyId);
}

function defaultVersionOf({ kind, policy }: KnownPolicy): number {
  return kind === "aws" ? policy.newestVersion : policy.defaultVersion;
}
