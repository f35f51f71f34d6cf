import { errorTexts } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";
import {
  addTags,
  listTags,
  type OperationContext,
  operation,
  removeTags,
  requireSomeTags,
} from "../framework/index.ts";
import { requireOwnPolicy, requirePolicy } from "./find-policy.ts";

export const tagPolicy = operation("TagPolicy", ({ PolicyArn, Tags }, context) => {
  const policyId = requireTaggable(context, PolicyArn);
  requireSomeTags(Tags);
  addTags(context, context.policyTags, policyId, Tags);
});

export const untagPolicy = operation("UntagPolicy", ({ PolicyArn, TagKeys }, context) => {
  removeTags(context.policyTags, requireTaggable(context, PolicyArn), TagKeys);
});

/** AWS-managed policies have no tags, but can be asked for them (AWS-capture). */
export const listPolicyTags = operation("ListPolicyTags", ({ PolicyArn, ...input }, context) => {
  const known = requirePolicy(context, PolicyArn);
  const owner = known.kind === "local" ? known.policy.policyId : "";
  return listTags(context, context.policyTags, owner, ["ListPolicyTags", owner], input);
});

function requireTaggable(context: OperationContext, arn: string): string {
  const foreign = new ServiceError("InvalidInput", errorTexts.foreignPolicyTagged());
  return requireOwnPolicy(context, arn, foreign).policyId;
}
