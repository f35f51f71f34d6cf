import { totp } from "../../../support/totp.ts";
import type { Account } from "./account.ts";
import { accountArn, anyOf, type Chooser, put, someTags, sorted, tagList } from "./write.ts";

export const createDevice: Chooser = (account, { random, newName, authenticators }) => {
  if (Object.keys(account.devices).length >= 5) return undefined;
  const [name, tags] = [newName(), someTags(random)];
  return {
    name: "CreateVirtualMFADevice",
    send: async (iam) => {
      const { VirtualMFADevice } = await iam.createVirtualMFADevice({
        VirtualMFADeviceName: name,
        Tags: tagList(tags),
      });
      const seed = Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString();
      authenticators.set(VirtualMFADevice?.SerialNumber ?? "", { seed, lastStep: 0 });
    },
    change: ({ devices }) => put(devices, `${accountArn}:mfa/${name}`, { tags }),
  };
};

export const enableDevice: Chooser = (account, { random, authenticators }) => {
  const serial = freeDevices(account).find((free) => authenticators.has(free));
  const authenticator = authenticators.get(serial ?? "");
  const [name] = anyOf(account.users, random);
  if (serial === undefined || authenticator === undefined || name === undefined) return undefined;
  return {
    name: "EnableMFADevice",
    send: (iam) => {
      const { seed, lastStep } = authenticator;
      const first = Math.max(Math.floor(Date.now() / 30_000) - 1, lastStep + 1);
      authenticator.lastStep = first + 1;
      return iam.enableMFADevice({
        UserName: name,
        SerialNumber: serial,
        AuthenticationCode1: totp(seed, first),
        AuthenticationCode2: totp(seed, first + 1),
      });
    },
    change: ({ users }) => void Object.assign(users[name] ?? {}, { devices: sorted(users[name]?.devices, serial) }),
  };
};

export const deactivateDevice: Chooser = (account, { random }) => {
  const [name, user] = anyOf(account.users, random, ({ devices }) => devices.length > 0);
  const serial = user?.devices[0];
  if (name === undefined || serial === undefined) return undefined;
  return {
    name: "DeactivateMFADevice",
    send: (iam) => iam.deactivateMFADevice({ UserName: name, SerialNumber: serial }),
    change: ({ users }) => void users[name]?.devices.shift(),
  };
};

export const deleteDevice: Chooser = (account, { random }) => {
  const [serial] = freeDevices(account);
  if (serial === undefined || random.below(2) === 0) return undefined;
  return {
    name: "DeleteVirtualMFADevice",
    send: (iam) => iam.deleteVirtualMFADevice({ SerialNumber: serial }),
    change: ({ devices }) => void delete devices[serial],
  };
};

function freeDevices(account: Readonly<Account>): string[] {
  const taken = new Set(Object.values(account.users).flatMap((user) => user.devices));
  return Object.keys(account.devices).filter((serial) => !taken.has(serial));
}
