import { quotas } from "../quotas.ts";
import { type Policy, type State, wholeSeconds } from "../state.ts";
import { addTags, fold, TagSet } from "../tags.ts";
import { type Input, type Output, Refusal, refuseAnyOf, type Scene } from "../types.ts";
import { permissionFault, sizeOf } from "./documents.ts";
import { findPolicy, isKnown, notFoundText, policyArn, requireOwnPolicy, requirePolicyArn } from "./policy-arns.ts";
import { requireName } from "./users.ts";

/** How many users, groups and roles use a policy. */
export interface Usage {
  readonly attachments: number;
  readonly boundaries: number;
}

export function usageOf({ users, groups, roles }: State, arn: string): Usage {
  const holders = [...users.values(), ...groups.values(), ...roles.values()];
  return {
    attachments: holders.filter(({ policies }) => policies.attached.has(arn)).length,
    boundaries: [...users.values(), ...roles.values()].filter(({ boundary }) => boundary === arn).length,
  };
}

/** A policy as lists contain it. */
export function policyView(state: State, policy: Policy): Output {
  const { attachments, boundaries } = usageOf(state, policyArn(policy));
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policyArn(policy),
    Path: policy.path,
    DefaultVersionId: `v${policy.defaultVersion}`,
    AttachmentCount: attachments,
    PermissionsBoundaryUsageCount: boundaries,
    IsAttachable: true,
    CreateDate: policy.created,
    UpdateDate: policy.updated,
  };
}

/** A policy of AWS as the model compares it. */
export function awsPolicyView(state: State, arn: string): Output {
  const { attachments, boundaries } = usageOf(state, arn);
  return { Arn: arn, AttachmentCount: attachments, PermissionsBoundaryUsageCount: boundaries };
}

export function createPolicy(state: State, input: Input, { now, fresh }: Scene): Output {
  const { PolicyName = "", PolicyDocument = "", Path = "/", Description = "", Tags = [] } = input;
  requireName("policyName", PolicyName);
  const tags = new TagSet({ shortestFirst: true });
  const limit = quotas.policiesPerAccount;
  refuseAnyOf(
    state.policies.has(fold(PolicyName)) &&
      `409 EntityAlreadyExists: A policy called ${PolicyName} already exists. Duplicate names are not allowed.`,
    documentFault(PolicyDocument),
    ...tags.faults(Tags),
    state.policies.size >= limit && `409 LimitExceeded: Cannot exceed quota for PoliciesPerAccount: ${limit}`,
  );
  tags.add(Tags);
  const created = wholeSeconds(now);
  const policy: Policy = {
    id: fresh("Policy", "PolicyId"),
    created,
    name: PolicyName,
    path: Path,
    description: Description,
    versions: new Map([[1, { document: PolicyDocument, created }]]),
    defaultVersion: 1,
    newest: 1,
    updated: created,
    tags,
  };
  state.policies.set(fold(PolicyName), policy);
  return { Policy: { ...policyView(state, policy), ...(Tags.length > 0 && { Tags }) } };
}

/** The fault of a document of a managed policy. */
export function documentFault(document: string): string | false | undefined {
  const limit = quotas.policySize;
  const isTooLarge = sizeOf(document) > limit && `409 LimitExceeded: Cannot exceed quota for PolicySize: ${limit}`;
  return permissionFault(document) ?? isTooLarge;
}

export function getPolicy(state: State, { PolicyArn = "" }: Input): Output {
  const policy = requirePolicy(state, PolicyArn);
  if (policy === undefined) return { Policy: awsPolicyView(state, PolicyArn) };
  const { description, tags } = policy;
  return {
    Policy: { ...policyView(state, policy), ...(description !== "" && { Description: description }), Tags: tags.list },
  };
}

/** Returns a policy for a read; undefined for one of AWS. */
export function requirePolicy(state: State, arn = ""): Policy | undefined {
  requirePolicyArn(arn);
  if (!isKnown(state, arn)) throw new Refusal(notFoundText(arn));
  return findPolicy(state, arn);
}

export function deletePolicy(state: State, { PolicyArn = "" }: Input): void {
  const foreign = "403 AccessDenied: Cannot delete policies outside your own account.";
  const { name, versions } = requireOwnPolicy(state, PolicyArn, foreign);
  const { attachments, boundaries } = usageOf(state, PolicyArn);
  refuseAnyOf(
    attachments + boundaries > 0 && "409 DeleteConflict: Cannot delete a policy attached to entities.",
    versions.size > 1 &&
      "409 DeleteConflict: This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
  );
  state.policies.delete(fold(name));
}

export function tagPolicy(state: State, input: Input): void {
  addTags(requireTaggable(state, input), input);
}

export function untagPolicy(state: State, input: Input): void {
  requireTaggable(state, input).tags.remove(input.TagKeys ?? []);
}

function requireTaggable(state: State, { PolicyArn = "" }: Input): Policy {
  return requireOwnPolicy(state, PolicyArn, "400 InvalidInput: Tags not supported for policies in this domain");
}
