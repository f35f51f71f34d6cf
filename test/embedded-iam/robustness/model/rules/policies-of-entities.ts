import { quotas } from "../quotas.ts";
import type { HeldPolicies, State } from "../state.ts";
import { fold } from "../tags.ts";
import { type Input, type Output, Refusal, refuseAnyOf } from "../types.ts";
import { encoded, permissionFault, sizeOf } from "./documents.ts";
import { requireGroup } from "./groups.ts";
import { reservedText } from "./held-policies.ts";
import { isPolicy, isReserved, notAttachableText, notFoundText, requirePolicyArn } from "./policy-arns.ts";
import { requireCustomerRole, requireRole } from "./roles.ts";
import { requireUser } from "./users.ts";

/** A user, a group or a role that has policies. */
export interface Holder {
  readonly kind: "user" | "group" | "role";
  readonly id: string;
  /** As the request spells it. */
  readonly name: string;
  /** The member that names it. */
  readonly member: "UserName" | "GroupName" | "RoleName";
  readonly policies: HeldPolicies;
}

type Finders = Readonly<Record<"User" | "Group" | "Role", (state: State, input: Input) => Holder>>;

export const holders: Finders = {
  User: (state, { UserName = "" }) => {
    const { id, policies } = requireUser(state, UserName);
    return { kind: "user", id, name: UserName, member: "UserName", policies };
  },
  Group: (state, { GroupName = "" }) => {
    const { id, policies } = requireGroup(state, GroupName);
    return { kind: "group", id, name: GroupName, member: "GroupName", policies };
  },
  Role: (state, { RoleName = "" }) => {
    const { id, policies } = requireRole(state, RoleName);
    return { kind: "role", id, name: RoleName, member: "RoleName", policies };
  },
};

/** As `holders`, for changes. */
const changedHolders: Finders = {
  ...holders,
  Role: (state, input) => {
    requireCustomerRole(state, input.RoleName);
    return holders.Role(state, input);
  },
};

/** The rules of the operations on the policies of a kind. */
function rulesOf(kind: keyof Finders) {
  const [find, change] = [holders[kind], changedHolders[kind]];
  return {
    attach: (state: State, input: Input) => attach(state, change(state, input), input),
    detach: (state: State, input: Input) => detach(change(state, input), input),
    put: (state: State, input: Input) => put(change(state, input), input),
    get: (state: State, input: Input) => get(find(state, input), input),
    remove: (state: State, input: Input) => remove(change(state, input), input),
  };
}

const [user, group, role] = [rulesOf("User"), rulesOf("Group"), rulesOf("Role")];

export const policyRules = {
  AttachUserPolicy: user.attach,
  AttachGroupPolicy: group.attach,
  AttachRolePolicy: role.attach,
  DetachUserPolicy: user.detach,
  DetachGroupPolicy: group.detach,
  DetachRolePolicy: role.detach,
  PutUserPolicy: user.put,
  PutGroupPolicy: group.put,
  PutRolePolicy: role.put,
  GetUserPolicy: user.get,
  GetGroupPolicy: group.get,
  GetRolePolicy: role.get,
  DeleteUserPolicy: user.remove,
  DeleteGroupPolicy: group.remove,
  DeleteRolePolicy: role.remove,
};

const attachmentQuotas = {
  user: ["PoliciesPerUser", quotas.policiesPerUser],
  group: ["PoliciesPerGroup", quotas.policiesPerGroup],
  role: ["PoliciesPerRole", quotas.policiesPerRole],
} as const;

/** Attaching a policy again changes nothing. */
function attach(state: State, { kind, policies: { attached } }: Holder, { PolicyArn = "" }: Input): void {
  requirePolicyArn(PolicyArn);
  refuseAnyOf(isReserved(PolicyArn) && reservedText[kind], !isPolicy(state, PolicyArn) && notAttachableText(PolicyArn));
  if (attached.has(PolicyArn)) return;
  const [quota, limit] = attachmentQuotas[kind];
  refuseAnyOf(attached.size >= limit && `409 LimitExceeded: Cannot exceed quota for ${quota}: ${limit}`);
  state.attachments += 1;
  attached.set(PolicyArn, state.attachments);
}

function detach({ policies: { attached } }: Holder, { PolicyArn = "" }: Input): void {
  requirePolicyArn(PolicyArn);
  refuseAnyOf(!attached.delete(PolicyArn) && notFoundText(PolicyArn));
}

const inlineQuotas = { user: quotas.userPolicySize, group: quotas.groupPolicySize, role: quotas.rolePolicySize };

/** A policy that is replaced keeps the old spelling of its name, and does not count. */
function put({ kind, name, policies: { inline } }: Holder, { PolicyName = "", PolicyDocument = "" }: Input): void {
  const key = fold(PolicyName);
  const others = [...inline].filter(([other]) => other !== key).map(([, { document }]) => document);
  const size = [...others, PolicyDocument].map(sizeOf).reduce((sum, one) => sum + one, 0);
  const limit = inlineQuotas[kind];
  refuseAnyOf(
    permissionFault(PolicyDocument),
    size > limit && `409 LimitExceeded: Maximum policy size of ${limit} bytes exceeded for ${kind} ${name}`,
  );
  inline.set(key, { name: inline.get(key)?.name ?? PolicyName, document: PolicyDocument });
}

/** The output has the names as the request spells them. */
function get({ kind, member, name, policies: { inline } }: Holder, { PolicyName = "" }: Input): Output {
  const policy = inline.get(fold(PolicyName));
  if (policy === undefined) throw new Refusal(inlineNotFound(kind, PolicyName));
  return { [member]: name, PolicyName, PolicyDocument: encoded(policy.document) };
}

function remove({ kind, policies: { inline } }: Holder, { PolicyName = "" }: Input): void {
  refuseAnyOf(!inline.delete(fold(PolicyName)) && inlineNotFound(kind, PolicyName));
}

function inlineNotFound(kind: Holder["kind"], name: string): string {
  return `404 NoSuchEntity: The ${kind} policy with name ${name} cannot be found.`;
}
