import type { State } from "../state.ts";
import type { Output } from "../types.ts";

/** The counts of the account summary that the commands change. */
export function accountSummary(state: State): Output {
  const { users, groups, devices, keys, providers, roles, policies, profiles } = state;
  const attached = [...users.values(), ...groups.values(), ...roles.values()].flatMap((holder) => [
    ...holder.policies.attached.keys(),
  ]);
  const boundaries = [...users.values(), ...roles.values()].flatMap(({ boundary }) => boundary ?? []);
  return {
    SummaryMap: {
      Users: users.size,
      Groups: groups.size,
      Roles: roles.size,
      InstanceProfiles: profiles.size,
      Policies: policies.size,
      // Each policy in use counts once, also those of AWS.
      PolicyVersionsInUse: new Set([...attached, ...boundaries]).size,
      MFADevices: devices.size,
      MFADevicesInUse: [...devices.values()].filter((device) => device.assignment !== undefined).length,
      Providers: providers.size,
      AccountAccessKeysPresent: [...keys.values()].some((key) => key.owner === null) ? 1 : 0,
      AccountMFAEnabled: 0,
    },
  };
}
