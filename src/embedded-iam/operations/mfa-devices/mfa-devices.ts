import { errorTexts } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { MfaDeviceRow } from "../../store/index.ts";
import { timestamp } from "../../timestamp.ts";
import { findCodePair, stepAt } from "../../totp.ts";
import {
  type OperationContext,
  type Owner,
  operation,
  requireMfaDevice,
  requireOwner,
  requireRoom,
  requireUser,
  smallList,
  takePage,
} from "../framework/index.ts";

/** The order of checks: MFA session (AWS-capture), user (AWS-recorded), device, in use, quota, codes (inferred). */
export const enableMfaDevice = operation("EnableMFADevice", (input, context) => {
  const { clock, mfaDevices, quotas } = context;
  refuseOwnChangeWithoutMfa(context, input.UserName);
  const { userId } = requireUser(context, input.UserName);
  const device = requireMfaDevice(context, input.SerialNumber);
  if (device.enableDate !== null) {
    const isOfUser = device.userId === userId;
    const text = isOfUser ? errorTexts.mfaDeviceOfUserExists(input.UserName) : errorTexts.mfaDeviceInUse();
    throw new ServiceError("EntityAlreadyExists", text);
  }
  requireRoom("MFADevicesPerUser", mfaDevices.countOfOwner(userId), quotas.mfaDevicesPerUser);
  mfaDevices.assign(device.deviceId, userId, timestamp(clock()));
  acceptCodes(context, device, input);
});

export const resyncMfaDevice = operation("ResyncMFADevice", (input, context) => {
  const user = requireUser(context, input.UserName);
  const device = requireMfaDevice(context, input.SerialNumber);
  requireAssignment(device, { id: user.userId, user });
  acceptCodes(context, device, input);
});

/** A virtual or hardware device stays, unassigned; a FIDO key goes. A second call is refused (AWS-capture). */
export const deactivateMfaDevice = operation("DeactivateMFADevice", ({ UserName, SerialNumber }, context) => {
  refuseOwnChangeWithoutMfa(context, UserName);
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

/** Of FIDO keys only; any other serial is refused without a look-up (AWS-capture for virtual devices). */
export const getMfaDevice = operation("GetMFADevice", ({ SerialNumber, UserName }, context) => {
  if (!fidoSerial.test(SerialNumber)) throw new ServiceError("ValidationError", errorTexts.mfaDeviceNotFido());
  const owner = requireOwner(context, UserName);
  const device = requireMfaDevice(context, SerialNumber);
  requireAssignment(device, owner);
  return { UserName: owner.user?.name, SerialNumber: device.serial, EnableDate: device.enableDate ?? undefined };
});

const fidoSerial = /^arn:aws:iam::\d{12}:u2f\//i;

function requireAssignment(device: MfaDeviceRow, owner: Owner): void {
  if (device.enableDate === null || device.userId !== owner.id) {
    throw new ServiceError("NoSuchEntity", errorTexts.mfaDeviceOfAnother());
  }
}

/**
 * Refuses a user with an MFA device who adds or removes a device of its own: that takes a session with MFA (AWS-capture),
 * and this service issues no sessions. The root user and other users' devices are not concerned.
 */
function refuseOwnChangeWithoutMfa(
  { caller, mfaDevices, users }: Pick<OperationContext, "caller" | "mfaDevices" | "users">,
  userName: string | undefined,
): void {
  if (caller.userId === null) return;
  const isOwn = userName === undefined || users.find(userName)?.userId === caller.userId;
  if (isOwn && mfaDevices.countOfOwner(caller.userId) > 0) {
    throw new ServiceError("AccessDenied", errorTexts.mfaSessionNeeded());
  }
}

interface Codes {
  readonly AuthenticationCode1: string;
  readonly AuthenticationCode2: string;
}

/**
 * Checks two consecutive codes around the device's own clock, which is the present step moved by the drift of the pair
 * accepted last. A pair must be newer than the second code of that pair. Drift and memory belong to the device: they
 * outlive its assignments (AWS-capture). InvalidAuthenticationCode, by which the transaction undoes the rest, uses up nothing.
 */
function acceptCodes(
  { clock, mfaDevices }: Pick<OperationContext, "clock" | "mfaDevices">,
  { deviceId, driftSteps, lastCodeStep, seed }: MfaDeviceRow,
  { AuthenticationCode1, AuthenticationCode2 }: Codes,
): void {
  const present = stepAt(clock());
  const codes = [AuthenticationCode1, AuthenticationCode2] as const;
  const step = seed === null ? undefined : findCodePair(seed, codes, present + driftSteps, lastCodeStep);
  if (step === undefined) {
    throw new ServiceError("InvalidAuthenticationCode", errorTexts.authenticationCodeInvalid());
  }
  // A person sends the two codes while the device shows the second.
  mfaDevices.acceptCodes(deviceId, step, step - present);
}
