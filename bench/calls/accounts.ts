import type { MfaDeviceToAdd } from "../../src/embedded-iam/index.ts";
import { ACCOUNT_ID, arnOf, users } from "./facts.ts";

const passkeyOfRoot = (name: string): MfaDeviceToAdd => ({
  serialNumber: `arn:aws:iam::${ACCOUNT_ID}:u2f/root-user/${name}`,
  root: true,
});

const hardwareOf = (userName: string): MfaDeviceToAdd => ({ serialNumber: `GAHT-${userName}`, userName });

const [owners, others] = [users.filter(({ hasDevice }) => hasDevice), users.filter(({ hasDevice }) => !hasDevice)];
const hardwareOnly = others.filter((_, place) => place % 700 === 0).map(({ userName }) => hardwareOf(userName));
const hardwareToo = owners.filter((_, place) => place % 75 === 0).map(({ userName }) => hardwareOf(userName));

/**
 * The non-virtual devices of each account. All accounts have the same users and virtual devices. An account with other devices
 * also has a current credential report.
 */
export const accounts = {
  virtual: [],
  passkey: [passkeyOfRoot("first")],
  "second-passkey": [passkeyOfRoot("first"), passkeyOfRoot("second")],
  // Three users without a virtual device.
  "hardware-only": [passkeyOfRoot("first"), ...hardwareOnly],
  // Forty more users with a virtual device.
  "hardware-and-virtual": [passkeyOfRoot("first"), ...hardwareOnly, ...hardwareToo],
} as const satisfies Readonly<Record<string, readonly MfaDeviceToAdd[]>>;

/** The name of an account. */
export type AccountName = keyof typeof accounts;

/** The serial numbers of a user's devices, in the order in which the gateway lists them. */
export function devicesOf(account: AccountName): (user: (typeof users)[number]) => readonly string[] {
  const devices: readonly MfaDeviceToAdd[] = accounts[account];
  const hardware = new Map(devices.map(({ userName, serialNumber }) => [userName, serialNumber]));
  return ({ userName, hasDevice }) => {
    const other = hardware.get(userName);
    return [...(hasDevice ? [arnOf("mfa", userName)] : []), ...(other === undefined ? [] : [other])];
  };
}

/** The number of users with non-virtual devices. */
export function hardwareOwners(account: AccountName): number {
  const devices: readonly MfaDeviceToAdd[] = accounts[account];
  return devices.filter(({ userName }) => userName !== undefined).length;
}
