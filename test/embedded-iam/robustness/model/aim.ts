import { policyArn } from "./rules/policy-arns.ts";
import { providerArn } from "./rules/providers.ts";
import type { HeldPolicies, Policy, State } from "./state.ts";
import { fold } from "./tags.ts";
import type { Input } from "./types.ts";

/**
 * Replaces names in a request with names of existing entities that belong together. Random names alone would rarely
 * resynchronize a device, delete an access key or detach a policy.
 */
export function aimAt(state: State, operation: string, input: Input, aim: number): Input {
  const nameOf = (id: string | null | undefined) => [...state.users.values()].find((user) => user.id === id)?.name;
  const isAssigned = operation === "ResyncMFADevice" || operation === "DeactivateMFADevice";
  const devices = [...state.devices.values()];
  const device = pick(
    devices.filter((candidate) => operation.startsWith("Tag") || isAssigned === (candidate.assignment !== undefined)),
    aim,
  );
  const provider = pick([...state.providers.keys()], aim);
  const key = pick([...state.keys.values()], aim);
  if ("AccessKeyId" in input && key !== undefined) {
    const { UserName, ...rest } = input;
    const name = nameOf(key.owner);
    return { ...rest, AccessKeyId: key.id, ...(name && { UserName: name }) };
  }
  const qualifies = ({ policies }: { readonly policies: HeldPolicies }) => isHolder(operation, policies);
  const user = pick([...state.users.values()].filter(qualifies), aim);
  const group = pick([...state.groups.values()].filter(qualifies), aim);
  const role = pick([...state.roles.values()].filter(qualifies), aim);
  const owner = isAssigned && device !== undefined ? nameOf(device.assignment?.owner) : user?.name;
  const aimed = {
    ...input,
    ...("UserName" in input && owner && { UserName: owner }),
    ...("GroupName" in input && group && { GroupName: group.name }),
    ...("RoleName" in input && role && { RoleName: role.name }),
    ...("SerialNumber" in input && device && { SerialNumber: device.serial }),
    ...("OpenIDConnectProviderArn" in input && provider && { OpenIDConnectProviderArn: providerArn(provider) }),
  };
  return { ...aimed, ...policyAim(state, operation, aimed, aim), ...profileAim(state, operation, aimed, aim) };
}

/** Whether an entity has the policies that the operation needs. */
function isHolder(operation: string, { attached, inline }: HeldPolicies): boolean {
  if (operation.startsWith("Detach")) return attached.size > 0;
  return !/^(?:Get|Delete)(?:User|Group|Role)Policy$/.test(operation) || inline.size > 0;
}

/** A policy that the entity of the request has, or any policy; with a version that this policy has. */
function policyAim(state: State, operation: string, input: Input, aim: number): Input {
  const { users, groups, roles } = state;
  const holder =
    users.get(fold(input.UserName ?? "")) ??
    groups.get(fold(input.GroupName ?? "")) ??
    roles.get(fold(input.RoleName ?? ""));
  const held = pick([...(holder?.policies.inline.values() ?? [])], aim);
  const policy: Policy | undefined = pick([...state.policies.values()], aim);
  const attached = operation.startsWith("Detach")
    ? pick([...(holder?.policies.attached.keys() ?? [])], aim)
    : undefined;
  const arn = attached ?? (policy && policyArn(policy));
  const version = pick([...(policy?.versions.keys() ?? [])], aim);
  return {
    ...("PolicyArn" in input && arn && { PolicyArn: arn }),
    ...("VersionId" in input && version && { VersionId: `v${version}` }),
    ...("PermissionsBoundary" in input && policy && { PermissionsBoundary: policyArn(policy) }),
    ...("PolicyName" in input && held && !operation.startsWith("Put") && { PolicyName: held.name }),
  };
}

/** An instance profile with its role, and an existing task. */
function profileAim(state: State, operation: string, input: Input, aim: number): Input {
  const profiles = [...state.profiles.values()];
  const isRemoval = operation === "RemoveRoleFromInstanceProfile";
  const profile = pick(
    profiles.filter(({ role }) => !/^(?:Add|Remove)/.test(operation) || isRemoval === (role !== undefined)),
    aim,
  );
  const role = [...state.roles.values()].find(({ id }) => id === profile?.role);
  const task = pick([...state.deletions], aim);
  const serviceRole = pick(
    [...state.roles.values()].filter(({ path }) => path.startsWith("/aws-service-role/")),
    aim,
  );
  return {
    ...("InstanceProfileName" in input && profile && { InstanceProfileName: profile.name }),
    ...(isRemoval && role && { RoleName: role.name }),
    ...("DeletionTaskId" in input && task && { DeletionTaskId: task }),
    ...(operation === "DeleteServiceLinkedRole" && serviceRole && { RoleName: serviceRole.name }),
  };
}

function pick<Item>(items: readonly Item[], number: number): Item | undefined {
  return items[number % items.length];
}
