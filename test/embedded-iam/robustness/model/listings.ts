import { keyView, ownerOf, requireDevice } from "./credentials.ts";
import { groupView, requireGroup } from "./groups.ts";
import {
  attachedRows,
  catalogue,
  findPolicy,
  inlineDetails,
  isUsed,
  policyArn,
  policyDetail,
  policyView,
  usage,
  versionRows,
} from "./policies.ts";
import { requireProvider } from "./providers.ts";
import { listedRole, profileView, requireRole, roleDetail } from "./roles.ts";
import { fold, type Policies, type State, type TagSet } from "./state.ts";
import { type Input, type Output, Refusal } from "./types.ts";
import { requireUser, userView } from "./users.ts";

/** A paged list: its identity, its sorted rows with their keys, and the member that contains them. */
export interface Listing {
  readonly list: string;
  readonly rows: ReadonlyMap<string, unknown>;
  readonly member: string;
  /** Members that are on every page. */
  readonly beside?: Output;
}

/** The paged operations of IAM. */
export const listings = {
  ListUsers: ({ users }, { PathPrefix = "/" }) => ({
    list: `ListUsers ${PathPrefix}`,
    rows: rowsOf(users, (user) => user.path.startsWith(PathPrefix), userView),
    member: "Users",
  }),

  ListGroups: ({ groups }, { PathPrefix = "/" }) => ({
    list: `ListGroups ${PathPrefix}`,
    rows: rowsOf(groups, (group) => group.path.startsWith(PathPrefix), groupView),
    member: "Groups",
  }),

  GetGroup: (state, { GroupName }) => {
    const group = requireGroup(state, GroupName);
    return {
      list: `GetGroup ${group.id}`,
      rows: rowsOf(state.users, (user) => user.groups.has(group.id), userView),
      member: "Users",
      beside: { Group: groupView(group) },
    };
  },

  ListGroupsForUser: (state, { UserName }) => {
    const user = requireUser(state, UserName);
    return {
      list: `ListGroupsForUser ${user.id}`,
      rows: rowsOf(state.groups, (group) => user.groups.has(group.id), groupView),
      member: "Groups",
    };
  },

  ListAccessKeys: (state, input) => {
    const owner = ownerOf(state, input);
    return {
      list: `ListAccessKeys ${owner}`,
      rows: rowsOf(
        state.keys,
        (key) => key.owner === owner,
        (key) => keyView(state, key),
      ),
      member: "AccessKeyMetadata",
    };
  },

  ListMFADevices: (state, input) => {
    const owner = ownerOf(state, input);
    const name = owner === null ? undefined : requireUser(state, input.UserName).name;
    return {
      list: `ListMFADevices ${owner}`,
      rows: rowsOf(
        state.devices,
        ({ assignment }) => assignment !== undefined && assignment.owner === owner,
        ({ serial, assignment }) => ({ UserName: name, SerialNumber: serial, EnableDate: assignment?.since }),
      ),
      member: "MFADevices",
    };
  },

  ListVirtualMFADevices: ({ devices, users }, { AssignmentStatus = "Any" }) => ({
    list: `ListVirtualMFADevices ${AssignmentStatus}`,
    rows: rowsOf(
      devices,
      ({ assignment }) =>
        AssignmentStatus === "Any" || (AssignmentStatus === "Assigned") === (assignment !== undefined),
      ({ serial, assignment }) => {
        const owner = [...users.values()].find((user) => user.id === assignment?.owner);
        return { SerialNumber: serial, ...(owner && { User: userView(owner), EnableDate: assignment?.since }) };
      },
    ),
    member: "VirtualMFADevices",
  }),

  ListPolicies: (state, { Scope = "Local", OnlyAttached = false, PathPrefix = "/" }) => ({
    list: `ListPolicies ${Scope} ${OnlyAttached} ${PathPrefix}`,
    rows: rowsOf(
      state.policies,
      (policy) => policy.path.startsWith(PathPrefix) && (!OnlyAttached || isUsed(state, policyArn(policy))),
      (policy) => policyView(state, policy),
    ),
    member: "Policies",
  }),

  ListPolicyVersions: (state, { PolicyArn = "" }) => {
    const policy = findPolicy(state, PolicyArn);
    if (policy === undefined) throw new Refusal(`404 NoSuchEntity: Policy ${PolicyArn} was not found.`);
    return { list: `ListPolicyVersions ${PolicyArn}`, rows: versionRows(policy), member: "Versions" };
  },

  ListAttachedUserPolicies: (state, { UserName }) => {
    const { id, policies } = requireUser(state, UserName);
    return { list: `ListAttachedUserPolicies ${id}`, rows: attachedRows(policies), member: "AttachedPolicies" };
  },

  ListAttachedGroupPolicies: (state, { GroupName }) => {
    const { id, policies } = requireGroup(state, GroupName);
    return { list: `ListAttachedGroupPolicies ${id}`, rows: attachedRows(policies), member: "AttachedPolicies" };
  },

  ListUserPolicies: (state, { UserName }) => {
    const { id, policies } = requireUser(state, UserName);
    return { list: `ListUserPolicies ${id}`, rows: inlineNames(policies), member: "PolicyNames" };
  },

  ListGroupPolicies: (state, { GroupName }) => {
    const { id, policies } = requireGroup(state, GroupName);
    return { list: `ListGroupPolicies ${id}`, rows: inlineNames(policies), member: "PolicyNames" };
  },

  ListRoles: (state, { PathPrefix = "/" }) => ({
    list: `ListRoles ${PathPrefix}`,
    rows: rowsOf(
      state.roles,
      (role) => role.path.startsWith(PathPrefix),
      (role) => listedRole(state, role),
    ),
    member: "Roles",
  }),

  ListAttachedRolePolicies: (state, { RoleName }) => {
    const { id, policies } = requireRole(state, RoleName);
    return { list: `ListAttachedRolePolicies ${id}`, rows: attachedRows(policies), member: "AttachedPolicies" };
  },

  ListInstanceProfiles: (state, { PathPrefix = "/" }) => ({
    list: `ListInstanceProfiles ${PathPrefix}`,
    rows: rowsOf(
      state.profiles,
      (profile) => profile.path.startsWith(PathPrefix),
      (profile) => profileView(state, profile),
    ),
    member: "InstanceProfiles",
  }),

  ListInstanceProfilesForRole: (state, { RoleName }) => {
    const { id } = requireRole(state, RoleName);
    return {
      list: `ListInstanceProfilesForRole ${id}`,
      rows: rowsOf(
        state.profiles,
        ({ role }) => role === id,
        (profile) => profileView(state, profile),
      ),
      member: "InstanceProfiles",
    };
  },

  ListRoleTags: (state, { RoleName }) => {
    const role = requireRole(state, RoleName);
    return tagListing(`ListRoleTags ${role.id}`, role.tags);
  },

  ListUserTags: (state, { UserName }) => {
    const user = requireUser(state, UserName);
    return tagListing(`ListUserTags ${user.id}`, user.tags);
  },

  ListMFADeviceTags: (state, { SerialNumber }) => {
    const device = requireDevice(state, SerialNumber);
    return tagListing(`ListMFADeviceTags ${device.serial}`, device.tags);
  },

  ListOpenIDConnectProviderTags: (state, { OpenIDConnectProviderArn }) => {
    const provider = requireProvider(state, OpenIDConnectProviderArn);
    return tagListing(`ListOpenIDConnectProviderTags ${provider.url}`, provider.tags);
  },
} satisfies Record<string, (state: State, input: Input) => Listing>;

/** A row of GetAccountAuthorizationDetails. */
interface Detail {
  readonly user?: Output;
  readonly role?: Output;
  readonly group?: Output;
  readonly policy?: Output;
}

/** The rows of GetAccountAuthorizationDetails: users, roles, groups and policies, each by name, then the policies of AWS in use. */
export function accountDetails(state: State): ReadonlyMap<string, Detail> {
  const { users, groups } = state;
  const nameOf = new Map([...groups.values()].map((group) => [group.id, group.name]));
  const rows = new Map<string, Detail>();
  for (const [key, user] of users) {
    const names = [...user.groups].map((id) => nameOf.get(id) ?? "");
    const boundary = user.boundary && {
      PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: user.boundary },
    };
    rows.set(`1 ${key}`, {
      user: {
        ...userView(user),
        GroupList: names.sort((one, other) => (fold(one) < fold(other) ? -1 : 1)),
        AttachedManagedPolicies: [...attachedRows(user.policies).values()],
        ...(user.policies.inline.size > 0 && { UserPolicyList: inlineDetails(user.policies) }),
        ...boundary,
        Tags: user.tags.list,
      },
    });
  }
  for (const [key, role] of state.roles) rows.set(`2 ${key}`, { role: roleDetail(state, role) });
  for (const [key, group] of groups) {
    rows.set(`3 ${key}`, {
      group: {
        ...groupView(group),
        GroupPolicyList: inlineDetails(group.policies),
        AttachedManagedPolicies: [...attachedRows(group.policies).values()],
      },
    });
  }
  for (const [key, policy] of state.policies) rows.set(`4 ${key}`, { policy: policyDetail(state, policy) });
  for (const [place, Arn] of catalogue.entries()) {
    if (isUsed(state, Arn)) rows.set(`5 ${place}`, { policy: { Arn, ...usage(state, Arn) } });
  }
  return rows;
}

function inlineNames({ inline }: Policies): Map<string, string> {
  return new Map([...inline].map(([key, { name }]) => [key, name]));
}

function tagListing(list: string, tags: TagSet): Listing {
  return { list, rows: new Map(tags.list.map((tag) => [tags.identity(tag.Key), tag])), member: "Tags" };
}

function rowsOf<Entity>(
  entities: ReadonlyMap<string, Entity>,
  isIn: (entity: Entity) => boolean,
  view: (entity: Entity) => Output,
): Map<string, Output> {
  return new Map([...entities].filter(([, entity]) => isIn(entity)).map(([key, entity]) => [key, view(entity)]));
}
