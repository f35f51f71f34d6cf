import { totp } from "../../../../support/totp.ts";
import { quotas } from "../quotas.ts";
import { type AccessKey, accountArn, type Device, type State, wholeSeconds } from "../state.ts";
import { fold, TagSet } from "../tags.ts";
import { type Input, type Output, Refusal, refuseAnyOf, type Scene } from "../types.ts";
import { requireName, requireUser } from "./users.ts";

/** A user's id, or null for the root user, who makes the test's calls. */
export function ownerOf(state: State, { UserName }: Input): string | null {
  return UserName === undefined ? null : requireUser(state, UserName).id;
}

export function createAccessKey(state: State, input: Input, { now, fresh }: Scene): Output {
  const owner = ownerOf(state, input);
  const present = [...state.keys.values()].filter((key) => key.owner === owner).length;
  refuseAnyOf(present >= 2 && "409 LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2");
  const key: AccessKey = {
    id: fresh("AccessKey", "AccessKeyId"),
    owner,
    created: wholeSeconds(now),
    status: "Active",
  };
  state.keys.set(key.id, key);
  return { AccessKey: { ...keyView(state, key), SecretAccessKey: fresh("AccessKey", "SecretAccessKey") } };
}

export function keyView({ users }: State, { id, owner, created, status }: AccessKey): Output {
  const user = [...users.values()].find((candidate) => candidate.id === owner);
  return { ...(user && { UserName: user.name }), AccessKeyId: id, Status: status, CreateDate: created };
}

export function updateAccessKey(state: State, input: Input): void {
  requireKey(state, input).status = input.Status ?? "";
}

export function deleteAccessKey(state: State, input: Input): void {
  state.keys.delete(requireKey(state, input).id);
}

function requireKey(state: State, input: Input): AccessKey {
  const owner = ownerOf(state, input);
  const key = state.keys.get(input.AccessKeyId ?? "");
  if (key === undefined || key.owner !== owner) {
    throw new Refusal(`404 NoSuchEntity: The Access Key with id ${input.AccessKeyId} cannot be found.`);
  }
  return key;
}

export function createVirtualMfaDevice(state: State, input: Input, { fresh }: Scene): Output {
  const { VirtualMFADeviceName = "", Path = "/", Tags = [] } = input;
  requireName("virtualMFADeviceName", VirtualMFADeviceName);
  const serial = `${accountArn}:mfa${Path}${VirtualMFADeviceName}`;
  if (state.devices.has(fold(serial))) throw new Refusal("409 EntityAlreadyExists: MFA device already exists.");
  const tags = new TagSet();
  refuseAnyOf(
    ...tags.faults(Tags),
    state.devices.size >= quotas.virtualMfaDevicesPerAccount &&
      `409 LimitExceeded: Cannot exceed quota for VirtualMFADevicesPerAccount: ${quotas.virtualMfaDevicesPerAccount}`,
  );
  tags.add(Tags);
  const seed = fresh("VirtualMFADevice", "Base32StringSeed");
  state.devices.set(fold(serial), { serial, seed, tags, drift: 0, lastCodeStep: 0, assignment: undefined });
  return {
    VirtualMFADevice: {
      SerialNumber: serial,
      Base32StringSeed: seed,
      QRCodePNG: fresh("VirtualMFADevice", "QRCodePNG"),
      ...(Tags.length > 0 && { Tags }),
    },
  };
}

export function requireDevice({ devices }: State, serial = ""): Device {
  const device = devices.get(fold(serial));
  if (device === undefined) {
    throw new Refusal(`404 NoSuchEntity: MFA Device with serial number ${serial} does not exist.`);
  }
  return device;
}

export function deleteVirtualMfaDevice(state: State, { SerialNumber }: Input): void {
  const device = requireDevice(state, SerialNumber);
  refuseAnyOf(device.assignment && "409 DeleteConflict: MFA VirtualDevice in use. Must deactivate first.");
  state.devices.delete(fold(device.serial));
}

export function enableMfaDevice(state: State, input: Input, { now }: Scene): void {
  const { id } = requireUser(state, input.UserName);
  const device = requireDevice(state, input.SerialNumber);
  refuseAnyOf(
    device.assignment?.owner === id && `409 EntityAlreadyExists: MFA Device for user ${input.UserName} already exists.`,
    device.assignment !== undefined &&
      device.assignment.owner !== id &&
      "409 EntityAlreadyExists: MFA Device is already in use.",
  );
  const present = [...state.devices.values()].filter((other) => other.assignment?.owner === id).length;
  refuseAnyOf(
    present >= quotas.mfaDevicesPerUser &&
      `409 LimitExceeded: Cannot exceed quota for MFADevicesPerUser: ${quotas.mfaDevicesPerUser}`,
  );
  acceptCodes(device, input, now);
  device.assignment = { owner: id, since: wholeSeconds(now) };
}

export function resyncMfaDevice(state: State, input: Input, { now }: Scene): void {
  acceptCodes(requireAssigned(state, input, requireUser(state, input.UserName).id), input, now);
}

/** The device keeps its drift and the time step of its last code. */
export function deactivateMfaDevice(state: State, input: Input): void {
  const owner = ownerOf(state, input);
  requireAssigned(state, input, owner).assignment = undefined;
}

function requireAssigned(state: State, { SerialNumber }: Input, owner: string | null): Device {
  const device = requireDevice(state, SerialNumber);
  if (device.assignment === undefined || device.assignment.owner !== owner) {
    throw new Refusal("404 NoSuchEntity: MFA Device invalid for user.");
  }
  return device;
}

/**
 * Two codes of consecutive steps, the second -998 to +1000 from the device's clock, the first after the last accepted
 * one.
 */
function acceptCodes(device: Device, { AuthenticationCode1, AuthenticationCode2 }: Input, now: Date): void {
  const present = Math.floor(now.getTime() / 30_000);
  const clockStep = present + device.drift;
  for (let second = clockStep - 998; second <= clockStep + 1000; second++) {
    if (second - 1 <= device.lastCodeStep || totp(device.seed, second - 1) !== AuthenticationCode1) continue;
    if (totp(device.seed, second) !== AuthenticationCode2) continue;
    device.lastCodeStep = second;
    device.drift = second - present;
    return;
  }
  throw new Refusal("403 InvalidAuthenticationCode: Authentication code for device is not valid.");
}
