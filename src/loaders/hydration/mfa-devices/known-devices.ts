import type { MfaDevice } from "../../../iam/index.ts";

/** What is known of a user's MFA devices. */
export interface KnownDevices {
  /** Of any kind. */
  readonly devices: readonly MfaDevice[];
  /** Whether these are all. If not, the user may have others that are not virtual. */
  readonly isComplete: boolean;
  /** The time as of which they are complete; null if they were read now. */
  readonly asOf: Date | null;
}

/** All of a user's devices, read now. */
export function allDevices(devices: readonly MfaDevice[]): KnownDevices {
  return { devices, isComplete: true, asOf: null };
}
