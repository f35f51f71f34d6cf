import { errorTexts } from "../../../iam-model/error-texts.ts";
import type { Quotas } from "../../../iam-model/quotas.ts";
import { policySize } from "../../../policy/index.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { InlinePolicyRow } from "../../store/index.ts";
import {
  encodeDocument,
  type OperationContext,
  operation,
  type PageInput,
  smallList,
  takePage,
} from "../framework/index.ts";
import { requireValidDocument } from "./documents.ts";
import { changedRoleHolder, groupHolder, type PolicyHolder, roleHolder, userHolder } from "./holders.ts";

export const putUserPolicy = operation("PutUserPolicy", ({ UserName, PolicyName, PolicyDocument }, context) => {
  put(context, userHolder(context, UserName), PolicyName, PolicyDocument);
});

export const putGroupPolicy = operation("PutGroupPolicy", ({ GroupName, PolicyName, PolicyDocument }, context) => {
  put(context, groupHolder(context, GroupName), PolicyName, PolicyDocument);
});

export const getUserPolicy = operation("GetUserPolicy", ({ UserName, PolicyName }, context) => {
  const { document } = requireInline(context, userHolder(context, UserName), PolicyName);
  return { UserName, PolicyName, PolicyDocument: encodeDocument(document) };
});

export const getGroupPolicy = operation("GetGroupPolicy", ({ GroupName, PolicyName }, context) => {
  const { document } = requireInline(context, groupHolder(context, GroupName), PolicyName);
  return { GroupName, PolicyName, PolicyDocument: encodeDocument(document) };
});

export const deleteUserPolicy = operation("DeleteUserPolicy", ({ UserName, PolicyName }, context) => {
  remove(context, userHolder(context, UserName), PolicyName);
});

export const deleteGroupPolicy = operation("DeleteGroupPolicy", ({ GroupName, PolicyName }, context) => {
  remove(context, groupHolder(context, GroupName), PolicyName);
});

export const listUserPolicies = operation("ListUserPolicies", ({ UserName, ...input }, context) =>
  list(context, "ListUserPolicies", userHolder(context, UserName), input),
);

export const listGroupPolicies = operation("ListGroupPolicies", ({ GroupName, ...input }, context) =>
  list(context, "ListGroupPolicies", groupHolder(context, GroupName), input),
);

export const putRolePolicy = operation("PutRolePolicy", ({ RoleName, PolicyName, PolicyDocument }, context) => {
  put(context, changedRoleHolder(context, RoleName), PolicyName, PolicyDocument);
});

export const getRolePolicy = operation("GetRolePolicy", ({ RoleName, PolicyName }, context) => {
  const { document } = requireInline(context, roleHolder(context, RoleName), PolicyName);
  return { RoleName, PolicyName, PolicyDocument: encodeDocument(document) };
});

export const deleteRolePolicy = operation("DeleteRolePolicy", ({ RoleName, PolicyName }, context) => {
  remove(context, changedRoleHolder(context, RoleName), PolicyName);
});

export const listRolePolicies = operation("ListRolePolicies", ({ RoleName, ...input }, context) =>
  list(context, "ListRolePolicies", roleHolder(context, RoleName), input),
);

/** The quotas of the size of all inline policies by kind of holder. */
const sizeQuota: Readonly<Record<PolicyHolder["kind"], keyof Quotas>> = {
  user: "userPolicySize",
  group: "groupPolicySize",
  role: "rolePolicySize",
};

/** The document that is replaced does not count (AWS-capture). */
function put(
  { account, inlinePolicies, quotas }: OperationContext,
  holder: PolicyHolder,
  name: string,
  document: string,
): void {
  requireValidDocument(account, document);
  inlinePolicies.put(holder, name, document);
  const total = inlinePolicies.of(holder.id).reduce((size, policy) => size + policySize(policy.document), 0);
  const limit = quotas[sizeQuota[holder.kind]];
  // The transaction undoes the policy.
  if (total > limit) {
    throw new ServiceError("LimitExceeded", errorTexts.inlinePoliciesExceeded(holder.kind, holder.name, limit));
  }
}

function requireInline(
  { inlinePolicies }: OperationContext,
  { id, kind }: PolicyHolder,
  name: string,
): InlinePolicyRow {
  const policy = inlinePolicies.find(id, name);
  if (policy === undefined) throw new ServiceError("NoSuchEntity", errorTexts.inlinePolicyNotFound(kind, name));
  return policy;
}

function remove({ inlinePolicies }: OperationContext, { id, kind }: PolicyHolder, name: string): void {
  if (!inlinePolicies.remove(id, name)) {
    throw new ServiceError("NoSuchEntity", errorTexts.inlinePolicyNotFound(kind, name));
  }
}

/** The names in alphabetical order, regardless of case (inferred). */
function list(
  { inlinePolicies, markers }: OperationContext,
  operationName: string,
  { id }: PolicyHolder,
  input: PageInput,
) {
  const names = smallList(inlinePolicies.of(id), ({ name }) => name.toLowerCase());
  const page = takePage(markers, [operationName, id], input, names);
  return { PolicyNames: page.rows.map(({ name }) => name), ...page.ending };
}
