import type { IAM } from "@aws-sdk/client-iam";
import type { EmbeddedIamOptions } from "../../../../src/embedded-iam/index.ts";
import { codeAt, stepAt } from "../../../../src/embedded-iam/totp.ts";
import { startService } from "../../test-service.ts";

export const phone = "arn:aws:iam::123456789012:mfa/phone";
export const invalidCode = "403 InvalidAuthenticationCode: Authentication code for device is not valid.";

/** Creates a device and returns its seed. */
export async function createDevice(iam: IAM, VirtualMFADeviceName = "phone"): Promise<string> {
  const { VirtualMFADevice } = await iam.createVirtualMFADevice({ VirtualMFADeviceName });
  return Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString();
}

/** Starts a service with the user alice and an unassigned device. */
export async function startWithUserAndDevice(options: Partial<EmbeddedIamOptions> = {}) {
  const { iam, clock, ...rest } = await startService(options);
  await iam.createUser({ UserName: "alice" });
  const seed = await createDevice(iam);
  /** The code that the device shows in a step relative to the present one. */
  const code = (distance: number) => codeAt(seed, stepAt(clock.now) + distance);
  const pair = (first: number, second = first + 1) => ({
    UserName: "alice",
    SerialNumber: phone,
    AuthenticationCode1: code(first),
    AuthenticationCode2: code(second),
  });
  return { iam, clock, seed, pair, ...rest };
}
