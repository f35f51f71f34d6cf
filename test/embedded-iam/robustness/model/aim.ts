import { policyArn } from "./policies.ts";
import { providerArn } from "./providers.ts";
import type { Policies, State } from "./state.ts";
import type { Input } from "./types.ts";

/**
 * Replaces names in a request with names of existing entities that belong together. Random names alone would rarely
 * resynchronize a device or delete an access key.
 */
export function aimAt(state: State, operation: string, input: Input, aim: number): Input {
  const nameOf = (id: string | null | undefined) => [...state.users.values()].find((user) => user.id === id)?.name;
  // Inline policies are read and deleted, and managed policies detached, where there are some.
  const wantsInline = /^(?:Get|Delete)\w+Policy$/.test(operation) && "PolicyName" in input;
  const wantsAttached = operation.startsWith("Detach");
  const isWanted = ({ policies: { attached, inline } }: { readonly policies: Policies }) =>
    (!wantsInline || inline.size > 0) && (!wantsAttached || attached.size > 0);
  const user = pick([...state.users.values()].filter(isWanted), aim);
  const group = pick([...state.groups.values()].filter(isWanted), aim);
  const inline = wantsInline ? ("UserName" in input ? user : group)?.policies.inline : undefined;
  const isAssigned = operation === "ResyncMFADevice" || operation === "DeactivateMFADevice";
  const devices = [...state.devices.values()];
  const device = pick(
    devices.filter((candidate) => operation.startsWith("Tag") || isAssigned === (candidate.assignment !== undefined)),
    aim,
  );
  const role = pick([...state.roles.values()].filter(isWanted), aim);
  const holder = "UserName" in input ? user : "GroupName" in input ? group : role;
  const attached = wantsAttached ? pick([...(holder?.policies.attached.keys() ?? [])], aim) : undefined;
  const profiles = [...state.profiles.values()];
  // A role is removed from a profile that has it, and added to one that has none.
  const isRemoved = operation === "RemoveRoleFromInstanceProfile";
  const profile = pick(
    operation.includes("RoleFrom") || operation.includes("RoleTo")
      ? profiles.filter((one) => isRemoved === (one.role !== undefined))
      : profiles,
    aim,
  );
  const itsRole = isRemoved ? [...state.roles.values()].find((one) => one.id === profile?.role) : role;
  const policy = pick([...state.policies.values()], aim);
  const provider = pick([...state.providers.keys()], aim);
  const key = pick([...state.keys.values()], aim);
  const owner = isAssigned && device !== undefined ? nameOf(device.assignment?.owner) : user?.name;
  if ("AccessKeyId" in input && key !== undefined) {
    const { UserName, ...rest } = input;
    const name = nameOf(key.owner);
    return { ...rest, AccessKeyId: key.id, ...(name && { UserName: name }) };
  }
  return {
    ...input,
    ...("UserName" in input && owner && { UserName: owner }),
    ...("GroupName" in input && group && { GroupName: group.name }),
    ...("RoleName" in input && itsRole && { RoleName: itsRole.name }),
    ...("InstanceProfileName" in input && profile && { InstanceProfileName: profile.name }),
    ...("SerialNumber" in input && device && { SerialNumber: device.serial }),
    ...(inline && { PolicyName: pick([...inline.values()], aim)?.name ?? "" }),
    ...("PolicyArn" in input && policy && { PolicyArn: policyArn(policy) }),
    ...(attached !== undefined && { PolicyArn: attached }),
    ...("VersionId" in input && policy && { VersionId: `v${pick([...policy.versions.keys()], aim)}` }),
    ...("PermissionsBoundary" in input && policy && aim % 2 === 0 && { PermissionsBoundary: policyArn(policy) }),
    ...("OpenIDConnectProviderArn" in input && provider && { OpenIDConnectProviderArn: providerArn(provider) }),
  };
}

function pick<Item>(items: readonly Item[], number: number): Item | undefined {
  return items[number % items.length];
}
