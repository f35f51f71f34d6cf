import { setTimeout as sleep } from "node:timers/promises";
import { totp } from "../support/totp.ts";
import type { Sandbox } from "./sandbox.ts";

export interface Device {
  readonly SerialNumber: string;
  readonly seed: string;
  /** The time step of the newest code that was sent: AWS accepts only newer ones. */
  lastStep: number;
}

/** Creates a virtual device, and keeps its seed as a phone does. The bytes of the seed are base32 text. */
export async function createDevice({ iam, name, path }: Sandbox, label: string): Promise<Device> {
  const VirtualMFADeviceName = name(label);
  const { VirtualMFADevice } = await iam.createVirtualMFADevice({ VirtualMFADeviceName, Path: path });
  return {
    SerialNumber: VirtualMFADevice?.SerialNumber ?? "",
    seed: Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString("ascii"),
    lastStep: 0,
  };
}

/** Enables a device for a user, with unused codes. */
export async function enable({ iam }: Sandbox, UserName: string, device: Device): Promise<void> {
  await iam.enableMFADevice({ UserName, SerialNumber: device.SerialNumber, ...(await codes(device)) });
}

/**
 * The codes of the previous step of 30 seconds and of the current one, early enough to arrive within that step. If these were
 * used, the next two, which AWS accepts although they are in the near future.
 */
export async function codes(device: Device) {
  const left = 30_000 - (Date.now() % 30_000);
  if (left < 2_000) await sleep(left);
  const first = Math.max(Math.floor(Date.now() / 30_000) - 1, device.lastStep + 1);
  device.lastStep = first + 1;
  return codesAt(device, first);
}

/** The codes of a step and of the next one. */
export function codesAt({ seed }: Device, step: number) {
  return { AuthenticationCode1: totp(seed, step), AuthenticationCode2: totp(seed, step + 1) };
}

/** The codes of the current step and of the one after the next: they are not consecutive. */
export function wrongCodes({ seed }: Device) {
  const step = Math.floor(Date.now() / 30_000);
  return { AuthenticationCode1: totp(seed, step), AuthenticationCode2: totp(seed, step + 2) };
}
