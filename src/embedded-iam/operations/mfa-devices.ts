import { errorTexts } from "../../iam-model/error-texts.ts";
import { ServiceError } from "../service-error.ts";
import type { MfaDeviceRow } from "../store/mfa-devices.ts";
import { timestamp } from "../timestamp.ts";
import { findCodePair, type StepWindow, stepAt } from "../totp.ts";
import { type Owner, requireMfaDevice, requireOwner, requireUser } from "./look-up.ts";
import { type Context, operation } from "./operation.ts";
import { smallList, takePage } from "./paging.ts";
import { requireRoom } from "./quota.ts";

// Both windows lie around the device's own clock, as far as it is known: around the present step, moved by the drift that
// the device had when a pair of its codes was last accepted (by whichever of the two operations, for whichever user). And
// they lie around the present step itself, for a clock that was off can have been set right in the meantime.

/** AWS accepts the previous step's code with the present one's (AWS-recorded); how much more it accepts is unknown. */
const enableWindow: StepWindow = { from: -2, to: 1 };

/** Wider, for resynchronising is for clocks that have drifted (docs). */
const resyncWindow: StepWindow = { from: -20, to: 20 };

/** The order of checks: user (AWS-recorded), device, in use, quota, codes (inferred). */
export const enableMfaDevice = operation("EnableMFADevice", (input, context) => {
  const { clock, mfaDevices, quotas } = context;
  const { userId } = requireUser(context, input.UserName);
  const device = requireMfaDevice(context, input.SerialNumber);
  if (device.enableDate !== null) throw new ServiceError("EntityAlreadyExists", errorTexts.mfaDeviceInUse());
  requireRoom("MFADevicesPerUser", mfaDevices.countOfOwner(userId), quotas.mfaDevicesPerUser);
  mfaDevices.assign(device.deviceId, userId, timestamp(clock()));
  acceptCodes(context, device, input, enableWindow);
});

export const resyncMfaDevice = operation("ResyncMFADevice", (input, context) => {
  const user = requireUser(context, input.UserName);
  const device = requireMfaDevice(context, input.SerialNumber);
  requireAssignment(device, { id: user.userId, user });
  acceptCodes(context, device, input, resyncWindow);
});

/** The device stays, unassigned; but a FIDO key is known only as somebody's. Not idempotent (inferred). */
export const deactivateMfaDevice = operation("DeactivateMFADevice", ({ UserName, SerialNumber }, context) => {
  const owner = requireOwner(context, UserName);
  const device = requireMfaDevice(context, SerialNumber);
  requireAssignment(device, owner);
  context.mfaDevices.unassign(device.deviceId);
  if (device.kind === "fido") context.mfaDevices.delete(device.deviceId);
});

/** Devices of all kinds: virtual, hardware, FIDO. */
export const listMfaDevices = operation("ListMFADevices", ({ UserName, ...input }, context) => {
  const { markers, mfaDevices } = context;
  const owner = requireOwner(context, UserName);
  const list = smallList(mfaDevices.ofOwner(owner.id), (device) => device.serial.toLowerCase());
  const page = takePage(markers, ["ListMFADevices", owner.id ?? ""], input, list);
  return {
    MFADevices: page.rows.map((device) => ({
      UserName: owner.user?.name,
      SerialNumber: device.serial,
      EnableDate: device.enableDate,
    })),
    ...page.ending,
  };
});

/** Docs: "we only accept FIDO security key ARNs". */
export const getMfaDevice = operation("GetMFADevice", ({ SerialNumber, UserName }, context) => {
  const owner = requireOwner(context, UserName);
  const device = requireMfaDevice(context, SerialNumber);
  if (device.kind !== "fido") throw new ServiceError("NoSuchEntity", errorTexts.mfaDeviceNotFound(SerialNumber));
  requireAssignment(device, owner);
  return { UserName: owner.user?.name, SerialNumber: device.serial, EnableDate: device.enableDate ?? undefined };
});

function requireAssignment(device: MfaDeviceRow, owner: Owner): void {
  if (device.enableDate === null || device.userId !== owner.id) {
    throw new ServiceError("NoSuchEntity", errorTexts.mfaDeviceOfAnother());
  }
}

interface Codes {
  readonly AuthenticationCode1: string;
  readonly AuthenticationCode2: string;
}

/** Checks two consecutive codes; InvalidAuthenticationCode, by which the transaction undoes the rest, uses up nothing. */
function acceptCodes(
  { clock, mfaDevices }: Pick<Context, "clock" | "mfaDevices">,
  { deviceId, driftSteps, seed }: MfaDeviceRow,
  { AuthenticationCode1, AuthenticationCode2 }: Codes,
  window: StepWindow,
): void {
  const present = stepAt(clock());
  const codes = [AuthenticationCode1, AuthenticationCode2] as const;
  const isUsed = (one: number) => mfaDevices.hasAccepted(deviceId, one);
  const find = (centre: number) => (seed === null ? undefined : findCodePair(seed, codes, centre, window, isUsed));
  const step = find(present + driftSteps) ?? find(present);
  if (step === undefined) {
    throw new ServiceError("InvalidAuthenticationCode", errorTexts.authenticationCodeInvalid());
  }
  // Whoever types the two codes sends them while the device shows the second.
  mfaDevices.accept(deviceId, step, step + 1 - present);
}
