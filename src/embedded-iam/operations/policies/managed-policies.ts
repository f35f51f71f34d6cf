import { errorTexts } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";
import { timestamp } from "../../timestamp.ts";
import { addTags, echoTags, operation, requireTagKeys, requireWithinQuota, tagElement } from "../framework/index.ts";
import { requirePermissions } from "./documents.ts";
import { policyArn, policyElement } from "./elements.ts";
import { type KnownPolicy, requireOwnPolicy, requirePolicy } from "./find-policy.ts";

export const createPolicy = operation(
  "CreatePolicy",
  ({ PolicyName, PolicyDocument, Path = "/", Description = "", Tags = [] }, context) => {
    const { account, clock, newId, policies, policyTags, quotas } = context;
    if (policies.find(PolicyName) !== undefined) {
      throw new ServiceError("EntityAlreadyExists", errorTexts.policyExists(PolicyName));
    }
    requireTagKeys(policyTags, Tags);
    requirePermissions(account, PolicyDocument, quotas.policySize);
    requireWithinQuota("PoliciesPerAccount", policies.count(), quotas.policiesPerAccount);
    const date = timestamp(clock());
    const policyId = newId("policy");
    policies.insert(
      { policyId, name: PolicyName, path: Path, description: Description, createDate: date },
      PolicyDocument,
    );
    addTags(context, policyTags, policyId, Tags);
    return {
      Policy: { ...policyElement(context, requireCreated(policies.findById(policyId)), undefined), ...echoTags(Tags) },
    };
  },
);

function requireCreated(policy: (KnownPolicy & { kind: "local" })["policy"] | undefined): KnownPolicy {
  if (policy === undefined) throw new Error("a policy vanished while it was created");
  return { kind: "local", policy };
}

/** Tags are always present, Description only if there is one (AWS-recorded). */
export const getPolicy = operation("GetPolicy", ({ PolicyArn }, context) => {
  const known = requirePolicy(context, PolicyArn);
  const { policyTags, policyUsage } = context;
  const tags = known.kind === "local" ? policyTags.of(known.policy.policyId) : [];
  return {
    Policy: {
      ...policyElement(context, known, policyUsage.of(PolicyArn)),
      Description: known.policy.description || undefined,
      Tags: tags.map(tagElement),
    },
  };
});

/** A policy in use is reported before one with several versions (inferred). */
export const deletePolicy = operation("DeletePolicy", ({ PolicyArn }, context) => {
  const { policies, policyUsage } = context;
  const foreign = new ServiceError("AccessDenied", errorTexts.foreignPolicyDeleted());
  const policy = requireOwnPolicy(context, PolicyArn, foreign);
  const { attachments, boundaries } = policyUsage.of(policyArn(context, { kind: "local", policy }));
  if (attachments + boundaries > 0) throw new ServiceError("DeleteConflict", errorTexts.policyInUse());
  if (policies.versions(policy.policyId).length > 1) {
    throw new ServiceError("DeleteConflict", errorTexts.policyHasVersions());
  }
  policies.delete(policy.policyId);
});
