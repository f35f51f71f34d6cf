import { errorTexts, type QuotaName } from "../../../iam-model/error-texts.ts";
import type { Quotas } from "../../../iam-model/quotas.ts";
import { ServiceError } from "../../protocol/index.ts";
import {
  type OperationContext,
  operation,
  type PageInput,
  requireWithinQuota,
  smallList,
  takePage,
} from "../framework/index.ts";
import { attachedPolicyElement } from "./elements.ts";
import { acceptsPolicy, isReserved, readPolicyArn, requirePolicyArn } from "./find-policy.ts";
import { changedRoleHolder, groupHolder, type PolicyHolder, roleHolder, userHolder } from "./holders.ts";

export const attachUserPolicy = operation("AttachUserPolicy", ({ UserName, PolicyArn }, context) => {
  attach(context, userHolder(context, UserName), PolicyArn);
});

export const attachGroupPolicy = operation("AttachGroupPolicy", ({ GroupName, PolicyArn }, context) => {
  attach(context, groupHolder(context, GroupName), PolicyArn);
});

export const detachUserPolicy = operation("DetachUserPolicy", ({ UserName, PolicyArn }, context) => {
  detach(context, userHolder(context, UserName), PolicyArn);
});

export const detachGroupPolicy = operation("DetachGroupPolicy", ({ GroupName, PolicyArn }, context) => {
  detach(context, groupHolder(context, GroupName), PolicyArn);
});

export const listAttachedUserPolicies = operation("ListAttachedUserPolicies", ({ UserName, ...input }, context) =>
  listAttached(context, "ListAttachedUserPolicies", userHolder(context, UserName), input),
);

export const listAttachedGroupPolicies = operation("ListAttachedGroupPolicies", ({ GroupName, ...input }, context) =>
  listAttached(context, "ListAttachedGroupPolicies", groupHolder(context, GroupName), input),
);

export const attachRolePolicy = operation("AttachRolePolicy", ({ RoleName, PolicyArn }, context) => {
  attach(context, changedRoleHolder(context, RoleName), PolicyArn);
});

export const detachRolePolicy = operation("DetachRolePolicy", ({ RoleName, PolicyArn }, context) => {
  detach(context, changedRoleHolder(context, RoleName), PolicyArn);
});

export const listAttachedRolePolicies = operation("ListAttachedRolePolicies", ({ RoleName, ...input }, context) =>
  listAttached(context, "ListAttachedRolePolicies", roleHolder(context, RoleName), input),
);

/** AWS's texts about policies that belong to AWS's own roles: AWS-capture for users, AWS-report for roles, inferred for groups. */
const reservedTexts: Readonly<Record<PolicyHolder["kind"], string>> = {
  user: errorTexts.reservedPolicyAttached("user"),
  group: errorTexts.reservedPolicyAttached("group"),
  role: errorTexts.servicePolicyAttached(),
};

/** The quotas of attached policies by kind of holder. */
const quotaOf: Readonly<Record<PolicyHolder["kind"], readonly [name: QuotaName, limit: keyof Quotas]>> = {
  user: ["PoliciesPerUser", "policiesPerUser"],
  group: ["PoliciesPerGroup", "policiesPerGroup"],
  role: ["PoliciesPerRole", "policiesPerRole"],
};

/** A policy that is attached already stays attached (inferred). */
function attach(context: OperationContext, holder: PolicyHolder, policyArn: string): void {
  const { attachments, quotas } = context;
  const arn = requirePolicyArn(context, policyArn);
  if (isReserved(arn)) throw new ServiceError("PolicyNotAttachable", reservedTexts[holder.kind]);
  if (!acceptsPolicy(context, arn, policyArn)) {
    throw new ServiceError("NoSuchEntity", errorTexts.policyNotAttachable(policyArn));
  }
  if (attachments.has(holder.id, policyArn)) return;
  const [quota, limit] = quotaOf[holder.kind];
  requireWithinQuota(quota, attachments.countOfOwner(holder.id), quotas[limit]);
  attachments.add(holder, policyArn);
}

function detach({ account, attachments }: OperationContext, holder: PolicyHolder, policyArn: string): void {
  requirePolicyArn({ account }, policyArn);
  if (!attachments.remove(holder.id, policyArn)) {
    throw new ServiceError("NoSuchEntity", errorTexts.policyNotFound(policyArn));
  }
}

/** The policies in the order of attaching (AWS-recorded). */
function listAttached(
  { attachments, markers }: OperationContext,
  operationName: string,
  holder: PolicyHolder,
  { PathPrefix = "/", ...input }: PageInput & { readonly PathPrefix?: string | undefined },
) {
  const rows = attachments
    .of(holder.id)
    .filter(({ policyArn }) => readPolicyArn(policyArn)?.path.startsWith(PathPrefix));
  // Positions have one length, so that they sort as texts.
  const list = smallList(rows, ({ position }) => String(position).padStart(16, "0"));
  const page = takePage(markers, [operationName, holder.id, PathPrefix], input, list);
  return { AttachedPolicies: page.rows.map(attachedPolicyElement), ...page.ending };
}
