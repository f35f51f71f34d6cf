import { quotas } from "../quotas.ts";
import { accountArn, type InstanceProfile, type State, wholeSeconds } from "../state.ts";
import { addTags, fold, TagSet } from "../tags.ts";
import { type Input, type Output, Refusal, refuseAnyOf, type Scene } from "../types.ts";
import { conflict } from "./held-policies.ts";
import { requireCustomerRole, requireRole, roleView } from "./roles.ts";
import { requireName } from "./users.ts";

export function profileView(state: State, { path, name, id, created, role }: InstanceProfile): Output {
  const roles = [...state.roles.values()].filter((candidate) => candidate.id === role);
  return {
    Path: path,
    InstanceProfileName: name,
    InstanceProfileId: id,
    Arn: `${accountArn}:instance-profile${path}${name}`,
    CreateDate: created,
    Roles: roles.map((one) => roleView(state, one)),
  };
}

export function requireProfile({ profiles }: State, name = ""): InstanceProfile {
  const profile = profiles.get(fold(name));
  if (profile === undefined) throw new Refusal(`404 NoSuchEntity: Instance Profile ${name} cannot be found.`);
  return profile;
}

export function createInstanceProfile(state: State, input: Input, { now, fresh }: Scene): Output {
  const { InstanceProfileName = "", Path = "/", Tags = [] } = input;
  requireName("instanceProfileName", InstanceProfileName);
  const tags = new TagSet();
  const limit = quotas.instanceProfilesPerAccount;
  refuseAnyOf(
    state.profiles.has(fold(InstanceProfileName)) &&
      `409 EntityAlreadyExists: Instance Profile ${InstanceProfileName} already exists.`,
    ...tags.faults(Tags),
    state.profiles.size >= limit && `409 LimitExceeded: Cannot exceed quota for InstanceProfilesPerAccount: ${limit}`,
  );
  tags.add(Tags);
  const id = fresh("InstanceProfile", "InstanceProfileId");
  const profile = { id, created: wholeSeconds(now), name: InstanceProfileName, path: Path, role: undefined, tags };
  state.profiles.set(fold(InstanceProfileName), profile);
  return { InstanceProfile: { ...profileView(state, profile), ...(Tags.length > 0 && { Tags }) } };
}

export function getInstanceProfile(state: State, { InstanceProfileName }: Input): Output {
  const profile = requireProfile(state, InstanceProfileName);
  return { InstanceProfile: { ...profileView(state, profile), Tags: profile.tags.list } };
}

export function deleteInstanceProfile(state: State, { InstanceProfileName }: Input): void {
  const { name, role } = requireProfile(state, InstanceProfileName);
  refuseAnyOf(role !== undefined && conflict("remove roles from instance profile"));
  state.profiles.delete(fold(name));
}

/** A second role is refused, also the same again. */
export function addRoleToInstanceProfile(state: State, { InstanceProfileName, RoleName }: Input): void {
  const profile = requireProfile(state, InstanceProfileName);
  const { id } = requireCustomerRole(state, RoleName);
  refuseAnyOf(
    profile.role !== undefined && "409 LimitExceeded: Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
  );
  profile.role = id;
}

export function removeRoleFromInstanceProfile(state: State, { InstanceProfileName, RoleName }: Input): void {
  const profile = requireProfile(state, InstanceProfileName);
  const { id } = requireRole(state, RoleName);
  refuseAnyOf(
    profile.role !== id &&
      `404 NoSuchEntity: Role ${RoleName} in Instance Profile ${InstanceProfileName} cannot be found.`,
  );
  profile.role = undefined;
}

export function tagInstanceProfile(state: State, input: Input): void {
  addTags(requireProfile(state, input.InstanceProfileName), input);
}

export function untagInstanceProfile(state: State, { InstanceProfileName, TagKeys = [] }: Input): void {
  requireProfile(state, InstanceProfileName).tags.remove(TagKeys);
}
