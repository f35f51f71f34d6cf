import { encoded } from "../rules/documents.ts";
import { groupView } from "../rules/groups.ts";
import { boundaryView } from "../rules/held-policies.ts";
import { profileView } from "../rules/instance-profiles.ts";
import { awsPolicyView, policyView, usageOf } from "../rules/managed-policies.ts";
import { awsPolicies } from "../rules/policy-arns.ts";
import { versionWithDocument } from "../rules/policy-versions.ts";
import { roleView } from "../rules/roles.ts";
import { userView } from "../rules/users.ts";
import type { Group, HeldPolicies, Policy, Role, State, User } from "../state.ts";
import { byKey, fold } from "../tags.ts";
import type { Input, Output } from "../types.ts";
import type { Listing } from "./listing.ts";
import { attachedPolicyView } from "./policies.ts";

const sections = ["UserDetailList", "RoleDetailList", "GroupDetailList", "Policies"] as const;

interface Row {
  readonly section: (typeof sections)[number];
  readonly detail: Output;
}

/** Users, roles, groups, the account's policies, and AWS's policies in use, in this order. */
export function accountDetails(state: State, { Filter = [] }: Input): Listing {
  const kinds = Object.keys(rowsByKind).filter((kind) => Filter.length === 0 || Filter.includes(kind));
  const rows = kinds.flatMap((kind) =>
    (rowsByKind[kind]?.(state) ?? []).map(([key, row]): [string, Row] => [`${place(kind)} ${key}`, row]),
  );
  return {
    list: `GetAccountAuthorizationDetails ${kinds.join(" ")}`,
    rows: new Map(rows),
    output: (page) =>
      Object.fromEntries(
        sections.map((section) => [
          section,
          (page as Row[]).filter((row) => row.section === section).map(({ detail }) => detail),
        ]),
      ),
  };
}

const rowsByKind: Readonly<Record<string, (state: State) => [key: string, row: Row][]>> = {
  User: (state) =>
    [...state.users].map(([key, user]) => [key, { section: "UserDetailList", detail: userDetail(state, user) }]),
  Role: (state) =>
    [...state.roles].map(([key, role]) => [key, { section: "RoleDetailList", detail: roleDetail(state, role) }]),
  Group: ({ groups }) =>
    [...groups].map(([key, group]) => [key, { section: "GroupDetailList", detail: groupDetail(group) }]),
  LocalManagedPolicy: (state) =>
    [...state.policies].map(([key, policy]) => [key, { section: "Policies", detail: policyDetail(state, policy) }]),
  AWSManagedPolicy: (state) =>
    [...awsPolicies.entries()]
      .filter(([, arn]) => Object.values(usageOf(state, arn)).some((uses) => uses > 0))
      .map(([key, arn]) => [String(key), { section: "Policies", detail: awsPolicyView(state, arn) }]),
};

function place(kind: string): number {
  return Object.keys(rowsByKind).indexOf(kind);
}

/** UserPolicyList is absent if it is empty, unlike the lists of groups and roles. */
function userDetail({ groups }: State, user: User): Output {
  const names = [...groups.values()].filter(({ id }) => user.groups.has(id)).map(({ name }) => name);
  const inline = inlineDetails(user.policies);
  return {
    ...userView(user),
    ...(inline.length > 0 && { UserPolicyList: inline }),
    GroupList: names.sort((one, other) => (fold(one) < fold(other) ? -1 : 1)),
    AttachedManagedPolicies: attachedDetails(user.policies),
    ...boundaryView(user),
    Tags: user.tags.list,
  };
}

function groupDetail(group: Group): Output {
  return {
    ...groupView(group),
    GroupPolicyList: inlineDetails(group.policies),
    AttachedManagedPolicies: attachedDetails(group.policies),
  };
}

function roleDetail(state: State, role: Role): Output {
  const profiles = [...state.profiles].sort(byKey).filter(([, profile]) => profile.role === role.id);
  return {
    ...roleView(state, role),
    InstanceProfileList: profiles.map(([, profile]) => profileView(state, profile)),
    RolePolicyList: inlineDetails(role.policies),
    AttachedManagedPolicies: attachedDetails(role.policies),
    ...boundaryView(role),
    Tags: role.tags.list,
    RoleLastUsed: {},
  };
}

function policyDetail(state: State, policy: Policy): Output {
  const versions = [...policy.versions].sort(([one], [other]) => other - one);
  return {
    ...policyView(state, policy),
    PolicyVersionList: versions.map(([number, version]) => versionWithDocument(policy, number, version)),
  };
}

function inlineDetails({ inline }: HeldPolicies): Output[] {
  return [...inline]
    .sort(byKey)
    .map(([, { name, document }]) => ({ PolicyName: name, PolicyDocument: encoded(document) }));
}

function attachedDetails({ attached }: HeldPolicies): Output[] {
  return [...attached.keys()].map(attachedPolicyView);
}
