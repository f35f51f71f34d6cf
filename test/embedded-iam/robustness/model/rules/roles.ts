import { quotas } from "../quotas.ts";
import { accountArn, noPolicies, type Role, type State, wholeSeconds } from "../state.ts";
import { addTags, fold, TagSet } from "../tags.ts";
import { type Input, type Output, Refusal, refuseAnyOf, type Scene } from "../types.ts";
import { encoded, principalsOf, trustFault } from "./documents.ts";
import { boundaryFault, boundaryMissing, boundaryView, conflict, policyConflicts } from "./held-policies.ts";
import { requireName } from "./users.ts";

/** The members of a role that every operation returns. */
export function roleView(state: State, role: Role): Output {
  const { path, name, id, created } = role;
  return {
    Path: path,
    RoleName: name,
    RoleId: id,
    Arn: `${accountArn}:role${path}${name}`,
    CreateDate: created,
    AssumeRolePolicyDocument: encoded(trustText(state, role)),
  };
}

/** The trust policy as sent, with the ids of the deleted users and roles that it names. */
function trustText({ users, roles }: State, { trust }: Role): string {
  const present = new Set([...users.values(), ...roles.values()].map(({ id }) => id));
  const lost = [...trust.principals].filter(([, id]) => !present.has(id));
  return lost.reduce((text, [arn, id]) => text.replace(`"${arn}"`, `"${id}"`), trust.document);
}

export function descriptionView({ description }: { readonly description: string }): Output {
  return description === "" ? {} : { Description: description };
}

export function requireRole({ roles }: State, name = ""): Role {
  const role = roles.get(fold(name));
  if (role === undefined) throw new Refusal(`404 NoSuchEntity: The role with name ${name} cannot be found.`);
  return role;
}

/** Returns a role for a change that only AWS may make to its own roles. */
export function requireCustomerRole(state: State, name: string | undefined): Role {
  const role = requireRole(state, name);
  refuseAnyOf(
    isServiceLinked(role) &&
      `400 UnmodifiableEntity: Cannot perform the operation on the protected role '${role.name}' - this role is only modifiable by AWS`,
  );
  return role;
}

export function isServiceLinked({ path }: Role): boolean {
  return path.startsWith("/aws-service-role/");
}

export function createRole(state: State, input: Input, { now, fresh }: Scene): Output {
  const { RoleName = "", Path = "/", AssumeRolePolicyDocument = "", PermissionsBoundary, Tags = [] } = input;
  requireName("roleName", RoleName);
  const tags = new TagSet({ foldsKeys: true });
  refuseAnyOf(
    state.roles.has(fold(RoleName)) && `409 EntityAlreadyExists: Role with name ${RoleName} already exists.`,
    PermissionsBoundary !== undefined && boundaryFault(state, PermissionsBoundary, "role"),
    trustFault(state, AssumeRolePolicyDocument),
    ...tags.faults(Tags),
    tooManyRoles(state),
  );
  tags.add(Tags);
  const role: Role = {
    id: fresh("Role", "RoleId"),
    created: wholeSeconds(now),
    name: RoleName,
    path: Path,
    trust: { document: AssumeRolePolicyDocument, principals: principalsOf(state, AssumeRolePolicyDocument) },
    description: input.Description ?? "",
    duration: input.MaxSessionDuration ?? 3600,
    boundary: PermissionsBoundary,
    tags,
    policies: noPolicies(),
  };
  state.roles.set(fold(RoleName), role);
  return { Role: { ...roleView(state, role), ...boundaryView(role), ...(Tags.length > 0 && { Tags }) } };
}

export function tooManyRoles({ roles }: State): string | false {
  const limit = quotas.rolesPerAccount;
  return roles.size >= limit && `409 LimitExceeded: Cannot exceed quota for RolesPerAccount: ${limit}`;
}

export function getRole(state: State, { RoleName }: Input): Output {
  const role = requireRole(state, RoleName);
  const tags = role.tags.list;
  return {
    Role: {
      ...roleView(state, role),
      ...descriptionView(role),
      MaxSessionDuration: role.duration,
      ...boundaryView(role),
      ...(tags.length > 0 && { Tags: tags }),
      RoleLastUsed: {},
    },
  };
}

/** Members that are absent keep their values. */
export function updateRole(state: State, { RoleName, Description, MaxSessionDuration }: Input): void {
  const role = requireRole(state, RoleName);
  refuseAnyOf(
    MaxSessionDuration !== undefined &&
      isServiceLinked(role) &&
      `400 UnmodifiableEntity: ${role.name} is an AWS service linked role, max session duration cannot be changed.`,
  );
  role.description = Description ?? role.description;
  role.duration = MaxSessionDuration ?? role.duration;
}

export function updateRoleDescription(state: State, { RoleName, Description = "" }: Input): Output {
  const role = requireRole(state, RoleName);
  role.description = Description;
  return { Role: { ...roleView(state, role), ...descriptionView(role) } };
}

export function updateTrustPolicy(state: State, { RoleName, PolicyDocument = "" }: Input): void {
  const role = requireCustomerRole(state, RoleName);
  refuseAnyOf(trustFault(state, PolicyDocument));
  role.trust = { document: PolicyDocument, principals: principalsOf(state, PolicyDocument) };
}

/** Tags and a boundary do not prevent it. */
export function deleteRole(state: State, { RoleName }: Input): void {
  const { id, name, policies } = requireCustomerRole(state, RoleName);
  const isInProfile = [...state.profiles.values()].some(({ role }) => role === id);
  refuseAnyOf(...policyConflicts(policies), isInProfile && conflict("remove roles from instance profile"));
  state.roles.delete(fold(name));
}

export function tagRole(state: State, input: Input): void {
  addTags(requireRole(state, input.RoleName), input);
}

export function untagRole(state: State, { RoleName, TagKeys = [] }: Input): void {
  requireRole(state, RoleName).tags.remove(TagKeys);
}

export function putRolePermissionsBoundary(state: State, { RoleName, PermissionsBoundary = "" }: Input): void {
  const role = requireCustomerRole(state, RoleName);
  refuseAnyOf(boundaryFault(state, PermissionsBoundary, "role"));
  role.boundary = PermissionsBoundary;
}

export function deleteRolePermissionsBoundary(state: State, { RoleName }: Input): void {
  const role = requireCustomerRole(state, RoleName);
  refuseAnyOf(role.boundary === undefined && boundaryMissing("role", RoleName));
  role.boundary = undefined;
}
