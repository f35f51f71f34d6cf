import { awsPolicyView, policyView, requirePolicy, type Usage, usageOf } from "../rules/managed-policies.ts";
import { type Holder, holders } from "../rules/policies-of-entities.ts";
import {
  awsPolicies,
  isKnown,
  notAttachableText,
  policyArn,
  readPolicyArn,
  requirePolicyArn,
} from "../rules/policy-arns.ts";
import { versionView } from "../rules/policy-versions.ts";
import type { State } from "../state.ts";
import { type Input, type Output, refuseAnyOf } from "../types.ts";
import { type Listing, under } from "./listing.ts";

/** The lists of policies, of their versions and of those who use them. */
export const policyListings = {
  /** The account's by name, then AWS's by date. */
  ListPolicies: (state, input) => {
    const { Scope = "All", OnlyAttached = false, PathPrefix = "/", PolicyUsageFilter = "Any" } = input;
    const filter = OnlyAttached ? PolicyUsageFilter : "None";
    const isIn = (arn: string) =>
      (readPolicyArn(arn)?.path ?? "").startsWith(PathPrefix) && usageFilters[filter]?.(usageOf(state, arn)) === true;
    const local = [...state.policies].map(([key, policy]) => [
      `1 ${key}`,
      policyArn(policy),
      policyView(state, policy),
    ]);
    const ofAws = awsPolicies.map((arn, place) => [`2 ${place}`, arn, awsPolicyView(state, arn)]);
    const all = [...(Scope === "AWS" ? [] : local), ...(Scope === "Local" ? [] : ofAws)] as [string, string, Output][];
    return {
      list: `ListPolicies ${Scope} ${filter} ${PathPrefix}`,
      rows: new Map(all.filter(([, arn]) => isIn(arn)).map(([key, , view]) => [key, view])),
      output: under("Policies"),
    };
  },

  /** The newest first. */
  ListPolicyVersions: (state, { PolicyArn }) => {
    const policy = requirePolicy(state, PolicyArn);
    if (policy === undefined) throw new Error("the versions of AWS's policies are not in the model");
    const versions = [...policy.versions].map(([number, version]): [string, Output] => [
      String(1000 - number),
      versionView(policy, number, version),
    ]);
    return { list: `ListPolicyVersions ${PolicyArn}`, rows: new Map(versions), output: under("Versions") };
  },

  /** The groups, then the users, then the roles, each by name. */
  ListEntitiesForPolicy: (state, input) => {
    const { PolicyArn = "", EntityFilter, PathPrefix = "/", PolicyUsageFilter } = input;
    requirePolicyArn(PolicyArn);
    const { attachments, boundaries } = usageOf(state, PolicyArn);
    refuseAnyOf(!isKnown(state, PolicyArn) && attachments + boundaries === 0 && notAttachableText(PolicyArn));
    const rows = new Map<string, { kind: string; view: Output }>();
    for (const [place, kind] of (["Group", "User", "Role"] as const).entries()) {
      if (EntityFilter !== undefined && EntityFilter !== kind) continue;
      const entities = { Group: state.groups, User: state.users, Role: state.roles }[kind];
      for (const [key, entity] of entities) {
        const isAttached = entity.policies.attached.has(PolicyArn) && PolicyUsageFilter !== "PermissionsBoundary";
        const boundary = "boundary" in entity ? entity.boundary : undefined;
        const isBoundary = boundary === PolicyArn && PolicyUsageFilter !== "PermissionsPolicy";
        if (!entity.path.startsWith(PathPrefix) || !(isAttached || isBoundary)) continue;
        rows.set(`${place} ${key}`, { kind, view: { [`${kind}Name`]: entity.name, [`${kind}Id`]: entity.id } });
      }
    }
    return {
      list: `ListEntitiesForPolicy ${PolicyArn} ${EntityFilter} ${PathPrefix} ${PolicyUsageFilter}`,
      rows,
      output: (page) => {
        const ofKind = (kind: string) =>
          (page as { kind: string; view: Output }[]).filter((row) => row.kind === kind).map(({ view }) => view);
        return { PolicyGroups: ofKind("Group"), PolicyUsers: ofKind("User"), PolicyRoles: ofKind("Role") };
      },
    };
  },

  ListAttachedUserPolicies: (state, input) => attached(holders.User(state, input), input),
  ListAttachedGroupPolicies: (state, input) => attached(holders.Group(state, input), input),
  ListAttachedRolePolicies: (state, input) => attached(holders.Role(state, input), input),
  ListUserPolicies: (state, input) => inline(holders.User(state, input)),
  ListGroupPolicies: (state, input) => inline(holders.Group(state, input)),
  ListRolePolicies: (state, input) => inline(holders.Role(state, input)),
} satisfies Record<string, (state: State, input: Input) => Listing>;

const usageFilters: Readonly<Record<string, (usage: Usage) => boolean>> = {
  None: () => true,
  Any: ({ attachments, boundaries }) => attachments + boundaries > 0,
  PermissionsPolicy: ({ attachments }) => attachments > 0,
  PermissionsBoundary: ({ boundaries }) => boundaries > 0,
};

/** In the order of attaching. */
function attached({ id, policies }: Holder, { PathPrefix = "/" }: Input): Listing {
  const rows = [...policies.attached]
    .filter(([arn]) => readPolicyArn(arn)?.path.startsWith(PathPrefix))
    .map(([arn, number]): [string, Output] => [String(number).padStart(6, "0"), attachedPolicyView(arn)]);
  return { list: `attached ${id} ${PathPrefix}`, rows: new Map(rows), output: under("AttachedPolicies") };
}

export function attachedPolicyView(arn: string): Output {
  return { PolicyName: readPolicyArn(arn)?.name, PolicyArn: arn };
}

function inline({ id, policies }: Holder): Listing {
  const names = [...policies.inline].map(([key, { name }]): [string, string] => [key, name]);
  return { list: `inline ${id}`, rows: new Map(names), output: under("PolicyNames") };
}
