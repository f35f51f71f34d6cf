import { findViolations } from "../../../iam-model/constraints.ts";
import { errorTexts } from "../../../iam-model/error-texts.ts";
import { arns } from "../../arns.ts";
import { ServiceError, validationMessage } from "../../protocol/index.ts";
import type { Account, MfaDeviceRow, UserRow } from "../../store/index.ts";
import { makeSeed } from "../../totp.ts";
import {
  addTags,
  echoTags,
  operation,
  requireTagKeys,
  requireVirtualMfaDevice,
  requireWithinQuota,
  takePage,
  userElement,
} from "../framework/index.ts";
import { otpauthUri, qrCodePng } from "./qr-code.ts";

/** Creates a virtual MFA device. Only this response contains the seed. */
export const createVirtualMfaDevice = operation(
  "CreateVirtualMFADevice",
  ({ VirtualMFADeviceName, Path = "/", Tags = [] }, context) => {
    const { account, mfaDevices, mfaDeviceTags, quotas, secretBytes } = context;
    const serial = arns.mfaDevice(account, Path, VirtualMFADeviceName);
    requireUsableSerial(serial);
    if (mfaDevices.find(serial) !== undefined) {
      throw new ServiceError("EntityAlreadyExists", errorTexts.mfaDeviceExists());
    }
    requireTagKeys(mfaDeviceTags, Tags);
    requireWithinQuota("VirtualMFADevicesPerAccount", mfaDevices.countVirtual(), quotas.virtualMfaDevicesPerAccount);
    const seed = makeSeed(secretBytes);
    addTags(context, mfaDeviceTags, mfaDevices.insert(serial, "virtual", seed), Tags);
    return {
      VirtualMFADevice: {
        SerialNumber: serial,
        Base32StringSeed: base64(seed),
        /** Drawn only when the response is written. */
        get QRCodePNG() {
          return base64(qrCodePng(otpauthUri(VirtualMFADeviceName, account.accountId, seed)));
        },
        ...echoTags(Tags),
      },
    };
  },
);

export const deleteVirtualMfaDevice = operation("DeleteVirtualMFADevice", ({ SerialNumber }, { mfaDevices }) => {
  const device = requireVirtualMfaDevice({ mfaDevices }, SerialNumber);
  if (device.enableDate !== null) throw new ServiceError("DeleteConflict", errorTexts.mfaDeviceAssigned());
  mfaDevices.delete(device.deviceId);
});

export const listVirtualMfaDevices = operation(
  "ListVirtualMFADevices",
  ({ AssignmentStatus = "Any", ...input }, { account, markers, mfaDevices, users }) => {
    // All these serial numbers share a prefix. Without it, each fits into a marker.
    const beginning = arns.mfaDevice(account, "", "");
    const page = takePage(markers, ["ListVirtualMFADevices", AssignmentStatus], input, {
      rows: (after, limit) => mfaDevices.listVirtual(AssignmentStatus, beginning + after, limit),
      keyOf: (device) => device.serial.slice(beginning.length),
    });
    return {
      VirtualMFADevices: page.rows.map((device) =>
        virtualMfaDeviceElement(account, device, device.userId === null ? undefined : users.findById(device.userId)),
      ),
      ...page.ending,
    };
  },
);

/** Never contains seed, QR code or tags; user and date only if the device is assigned (AWS-recorded). */
function virtualMfaDeviceElement(account: Account, device: MfaDeviceRow, user: UserRow | undefined) {
  if (device.enableDate === null) return { SerialNumber: device.serial };
  return {
    SerialNumber: device.serial,
    User: user === undefined ? rootUserElement(account) : userElement(account, user),
    EnableDate: device.enableDate,
  };
}

/** The root user as the owner of a device: without UserName (AWS-report) and, as in GetUser, without Path. */
function rootUserElement(account: Account) {
  return { UserId: account.accountId, Arn: arns.root(account), CreateDate: account.createDate };
}

/**
 * Rejects a serial number that no other operation accepts (model: serialNumberType), because it is too long or the path
 * has characters that serial numbers cannot have. Such a device could never be enabled or deleted. The text is
 * inferred.
 */
function requireUsableSerial(serial: string): void {
  const violations = findViolations("serialNumberType", serial);
  if (violations.length === 0) return;
  // Every character of a valid name is allowed in a serial number, so an invalid one comes from the path.
  const isPath = violations.some(({ kind }) => kind === "pattern");
  const located = violations.map((violation) => ({ ...violation, path: [isPath ? "Path" : "VirtualMFADeviceName"] }));
  throw new ServiceError("ValidationError", validationMessage("CreateVirtualMFADevice", located));
}

function base64(content: string | Uint8Array): string {
  return Buffer.from(content).toString("base64");
}
