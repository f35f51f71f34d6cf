import { attachedRows, deletionFaults, encoded, inlineDetails } from "./policies.ts";
import {
  accountArn,
  fold,
  type InstanceProfile,
  noPolicies,
  quotas,
  type Role,
  type State,
  TagSet,
  wholeSeconds,
} from "./state.ts";
import { type Input, type Output, Refusal, refuseAnyOf, type Scene } from "./types.ts";
import { boundaryFault, requireName } from "./users.ts";

/** A trust policy with one principal. */
export function trustOf(principal: string): string {
  const Statement = [{ Effect: "Allow", Principal: { AWS: principal }, Action: "sts:AssumeRole" }];
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

function principalOf(document: string): string {
  return /"AWS":"([^"]*)"/.exec(document)?.[1] ?? "";
}

/** The users and roles by ARN. */
function entitiesOf({ users, roles }: State): { readonly arn: string; readonly id: string }[] {
  return [
    ...[...users.values()].map(({ id, name, path }) => ({ id, arn: `${accountArn}:user${path}${name}` })),
    ...[...roles.values()].map(({ id, name, path }) => ({ id, arn: roleArn(path, name) })),
  ];
}

function roleArn(path: string, name: string): string {
  return `${accountArn}:role${path}${name}`;
}

/** Binds the principal of a document to the present entity with its ARN. */
function bind(state: State, document: string): Role["trust"] {
  const principal = principalOf(document);
  return { document, boundTo: entitiesOf(state).find(({ arn }) => arn === principal)?.id };
}

function trustFault(state: State, document: string): string | undefined {
  if (document === "{}") return "400 MalformedPolicyDocument: Syntax errors in policy.";
  const principal = principalOf(document);
  if (/^\d{12}$/.test(principal) || entitiesOf(state).some(({ arn }) => arn === principal)) return undefined;
  return `400 MalformedPolicyDocument: Invalid principal in policy: "AWS":"${principal}"`;
}

/** A deleted user or role is shown by its id. */
function shownTrust(state: State, { document, boundTo }: Role["trust"]): string {
  const isLost = boundTo !== undefined && !entitiesOf(state).some(({ id }) => id === boundTo);
  return encoded(isLost ? document.replace(principalOf(document), boundTo) : document);
}

export function roleView(state: State, { path, name, id, created, trust }: Role): Output {
  return {
    Path: path,
    RoleName: name,
    RoleId: id,
    Arn: roleArn(path, name),
    CreateDate: created,
    AssumeRolePolicyDocument: shownTrust(state, trust),
  };
}

function boundaryView({ boundary }: Role): Output {
  if (boundary === undefined) return {};
  return { PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: boundary } };
}

function settingsView({ description, duration }: Role): Output {
  return { ...(description !== "" && { Description: description }), MaxSessionDuration: duration };
}

/** A role as ListRoles returns it. */
export function listedRole(state: State, role: Role): Output {
  return { ...roleView(state, role), ...settingsView(role) };
}

/** A role in the details of the account. */
export function roleDetail(state: State, role: Role): Output {
  const profiles = [...state.profiles].filter(([, { role: id }]) => id === role.id);
  return {
    ...roleView(state, role),
    InstanceProfileList: profiles
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, profile]) => profileView(state, profile)),
    RolePolicyList: inlineDetails(role.policies),
    AttachedManagedPolicies: [...attachedRows(role.policies).values()],
    ...boundaryView(role),
    Tags: role.tags.list,
    RoleLastUsed: {},
  };
}

export function profileView(state: State, { path, name, id, created, role }: InstanceProfile): Output {
  return {
    Path: path,
    InstanceProfileName: name,
    InstanceProfileId: id,
    Arn: `${accountArn}:instance-profile${path}${name}`,
    CreateDate: created,
    Roles: [...state.roles.values()].filter((one) => one.id === role).map((one) => roleView(state, one)),
  };
}

export function requireRole({ roles }: State, name = ""): Role {
  const role = roles.get(fold(name));
  if (role === undefined) throw new Refusal(`404 NoSuchEntity: The role with name ${name} cannot be found.`);
  return role;
}

export function requireProfile({ profiles }: State, name = ""): InstanceProfile {
  const profile = profiles.get(fold(name));
  if (profile === undefined) throw new Refusal(`404 NoSuchEntity: Instance Profile ${name} cannot be found.`);
  return profile;
}

export function createRole(state: State, input: Input, { now, fresh }: Scene): Output {
  const { RoleName = "", Path = "/", AssumeRolePolicyDocument = "", PermissionsBoundary, Tags = [] } = input;
  requireName("roleName", RoleName);
  if (state.roles.has(fold(RoleName))) {
    throw new Refusal(`409 EntityAlreadyExists: Role with name ${RoleName} already exists.`);
  }
  const tags = new TagSet(true);
  refuseAnyOf(
    PermissionsBoundary !== undefined && boundaryFault(state, PermissionsBoundary),
    trustFault(state, AssumeRolePolicyDocument),
    ...tags.faults(Tags),
    state.roles.size >= quotas.rolesPerAccount &&
      `409 LimitExceeded: Cannot exceed quota for RolesPerAccount: ${quotas.rolesPerAccount}`,
  );
  tags.add(Tags);
  const role: Role = {
    id: fresh("Role", "RoleId"),
    created: wholeSeconds(now),
    name: RoleName,
    path: Path,
    trust: bind(state, AssumeRolePolicyDocument),
    description: input.Description ?? "",
    duration: 3600,
    boundary: PermissionsBoundary,
    tags,
    policies: noPolicies(),
  };
  state.roles.set(fold(RoleName), role);
  return { Role: { ...roleView(state, role), ...boundaryView(role), ...(Tags.length > 0 && { Tags }) } };
}

export function getRole(state: State, { RoleName }: Input): Output {
  const role = requireRole(state, RoleName);
  const Tags = role.tags.list;
  const view = { ...listedRole(state, role), ...boundaryView(role), RoleLastUsed: {} };
  return { Role: { ...view, ...(Tags.length > 0 && { Tags }) } };
}

export function updateRole(state: State, { RoleName, Description, MaxSessionDuration }: Input): void {
  const role = requireRole(state, RoleName);
  role.description = Description ?? role.description;
  role.duration = MaxSessionDuration ?? role.duration;
}

export function updateAssumeRolePolicy(state: State, { RoleName, PolicyDocument = "" }: Input): void {
  const role = requireRole(state, RoleName);
  refuseAnyOf(trustFault(state, PolicyDocument));
  role.trust = bind(state, PolicyDocument);
}

export function deleteRole(state: State, { RoleName }: Input): void {
  const { id, name, policies } = requireRole(state, RoleName);
  const hasProfile = [...state.profiles.values()].some(({ role }) => role === id);
  refuseAnyOf(
    ...deletionFaults(policies),
    hasProfile && "409 DeleteConflict: Cannot delete entity, must remove roles from instance profile first.",
  );
  state.roles.delete(fold(name));
}

export function createProfile(state: State, input: Input, { now, fresh }: Scene): Output {
  const { InstanceProfileName = "", Path = "/" } = input;
  requireName("instanceProfileName", InstanceProfileName);
  if (state.profiles.has(fold(InstanceProfileName))) {
    throw new Refusal(`409 EntityAlreadyExists: Instance Profile ${InstanceProfileName} already exists.`);
  }
  refuseAnyOf(
    state.profiles.size >= quotas.instanceProfilesPerAccount &&
      `409 LimitExceeded: Cannot exceed quota for InstanceProfilesPerAccount: ${quotas.instanceProfilesPerAccount}`,
  );
  const profile: InstanceProfile = {
    id: fresh("InstanceProfile", "InstanceProfileId"),
    created: wholeSeconds(now),
    name: InstanceProfileName,
    path: Path,
    role: undefined,
  };
  state.profiles.set(fold(InstanceProfileName), profile);
  return { InstanceProfile: profileView(state, profile) };
}

export function getProfile(state: State, { InstanceProfileName }: Input): Output {
  return { InstanceProfile: { ...profileView(state, requireProfile(state, InstanceProfileName)), Tags: [] } };
}

export function deleteProfile(state: State, { InstanceProfileName }: Input): void {
  const { name, role } = requireProfile(state, InstanceProfileName);
  refuseAnyOf(
    role !== undefined && "409 DeleteConflict: Cannot delete entity, must remove roles from instance profile first.",
  );
  state.profiles.delete(fold(name));
}

/** The profile is looked up before the role. */
export function addRole(state: State, { InstanceProfileName, RoleName }: Input): void {
  const profile = requireProfile(state, InstanceProfileName);
  const { id } = requireRole(state, RoleName);
  refuseAnyOf(
    profile.role !== undefined && "409 LimitExceeded: Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
  );
  profile.role = id;
}

export function removeRole(state: State, { InstanceProfileName, RoleName }: Input): void {
  const profile = requireProfile(state, InstanceProfileName);
  const { id } = requireRole(state, RoleName);
  refuseAnyOf(
    profile.role !== id &&
      `404 NoSuchEntity: Role ${RoleName} in Instance Profile ${InstanceProfileName} cannot be found.`,
  );
  profile.role = undefined;
}
