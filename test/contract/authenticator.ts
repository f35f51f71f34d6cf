import { setTimeout as sleep } from "node:timers/promises";
import { totp } from "../support/totp.ts";
import type { Sandbox } from "./sandbox.ts";

export interface Device {
  readonly SerialNumber: string;
  readonly seed: string;
}

/** Creates a virtual device, and keeps its seed as a phone does: the bytes are the base32 text. */
export async function createDevice({ iam, name, path }: Sandbox, label: string): Promise<Device> {
  const VirtualMFADeviceName = name(label);
  const { VirtualMFADevice } = await iam.createVirtualMFADevice({ VirtualMFADeviceName, Path: path });
  return {
    SerialNumber: VirtualMFADevice?.SerialNumber ?? "",
    seed: Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString("ascii"),
  };
}

/** Enables a device for a user with the codes that it shows. */
export async function enable({ iam }: Sandbox, UserName: string, device: Device): Promise<void> {
  await iam.enableMFADevice({ UserName, SerialNumber: device.SerialNumber, ...(await codes(device)) });
}

/** The codes of the previous step of 30 seconds and of this one, of which enough is left for them to arrive. */
export async function codes({ seed }: Device) {
  const left = 30_000 - (Date.now() % 30_000);
  if (left < 2_000) await sleep(left);
  const step = Math.floor(Date.now() / 30_000);
  return { AuthenticationCode1: totp(seed, step - 1), AuthenticationCode2: totp(seed, step) };
}

/** A pair that the device does not show in these minutes. */
export function wrongCodes({ seed }: Device) {
  const step = Math.floor(Date.now() / 30_000);
  const shown = new Set(Array.from({ length: 100 }, (_, index) => totp(seed, step - 50 + index)));
  const [AuthenticationCode1, AuthenticationCode2] = ["123456", "234567", "345678", "456789"].filter(
    (code) => !shown.has(code),
  );
  return { AuthenticationCode1, AuthenticationCode2 };
}
