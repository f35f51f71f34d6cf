import type { MfaDevice } from "../../../iam/index.ts";

/** The known MFA devices of a user. */
export interface KnownDevices {
  /** Devices of any kind. */
  readonly devices: readonly MfaDevice[];
  /** Whether the list is complete. If not, the user may have more devices that are not virtual. */
  readonly isComplete: boolean;
  /** The time at which the list was complete; null if it was read now. */
  readonly asOf: Date | null;
}

/** All of a user's devices, read now. @param isComplete whether they include all that were recently enabled */
export function allDevices(devices: readonly MfaDevice[], isComplete = true): KnownDevices {
  return { devices, isComplete, asOf: null };
}
