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
  requireUser,
  requireWithinQuota,
  smallList,
  takePage,
} from "../framework/index.ts";

/** Checks in order: MFA session (AWS-capture), user (AWS-recorded), device, assignment, quota, codes (inferred). */
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
  requireWithinQuota("MFADevicesPerUser", mfaDevices.countOfOwner(userId), quotas.mfaDevicesPerUser);
  mfaDevices.assign(device.deviceId, userId, timestamp(clock()));
  acceptCodes(context, device, input);
});

export const resyncMfaDevice = operation("ResyncMFADevice", (input, context) => {
  const user = requireUser(context, input.UserName);
  const device = requireMfaDevice(context, input.SerialNumber);
  requireAssignment(device, { id: user.userId, user });
  acceptCodes(context, device, input);
});

/** A virtual or hardware device is kept, unassigned; a FIDO key is deleted. A second call is rejected (AWS-capture). */
export const deactivateMfaDevice = operation("DeactivateMFADevice", ({ UserName, SerialNumber }, context) => {
  refuseOwnChangeWithoutMfa(context, UserName);
  const owner = requireOwner(context, UserName);
  const device = requireMfaDevice(context, SerialNumber);
  requireAssignment(device, owner);
  context.mfaDevices.unassign(device.deviceId);
  if (device.kind === "fido") context.mfaDevices.delete(device.deviceId);
});

/** Lists devices of all kinds: virtual, hardware, FIDO. */
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

/** Accepts only FIDO keys. Other serial numbers are rejected without a look-up (AWS-capture for virtual devices). */
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
 * Rejects a user with an MFA device who changes a device of their own. AWS requires a session with MFA for that
 * (AWS-capture), and this service has no sessions. Does not concern the root user and devices of other users.
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
 * Verifies two consecutive codes around the device's own clock: the present time step plus the drift of the last
 * accepted pair. The pair must be newer than the second code of that pair. Drift and last step belong to the device and
 * outlive its assignments (AWS-capture). InvalidAuthenticationCode rolls back the transaction, so it changes nothing.
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
  // The drift assumes that the user sends the codes while the device shows the second one.
  mfaDevices.acceptCodes(deviceId, step, step - present);
}
