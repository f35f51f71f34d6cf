import { findViolations } from "../../iam-model/constraints.ts";
import { errorTexts } from "../../iam-model/error-texts.ts";
import { arns } from "../arns.ts";
import type { Services } from "../services.ts";
import type { Account, MfaDeviceKind, MfaDeviceRow, OwnerId } from "../store/index.ts";
import { timestamp } from "../timestamp.ts";
import { makeSeed } from "../totp.ts";

/**
 * An MFA device to add without an IAM operation, or an existing unassigned hardware device or FIDO key to enable again.
 */
export interface MfaDeviceToAdd {
  /**
   * Determines the kind of the device:
   * - `GAHT12345678`, a manufacturer's serial number: a hardware device that shows codes;
   * - `arn:aws:iam::<account>:mfa/<name>`: a virtual device, such as the root user's `mfa/root-account-mfa-device`;
   * - `arn:aws:iam::<account>:u2f/user/<user>/<id>` or `.../u2f/root-user/<id>`: a FIDO key of that user, without codes.
   */
  readonly serialNumber: string;
  /**
   * The secret from which the device computes its codes: base32, 16 to 128 characters. FIDO keys have none.
   * For an existing device it may be omitted; otherwise it must be the device's seed.
   * @default a random seed, which is returned only once
   */
  readonly seed?: string;
  /** Enables the device for this user at once, without codes. Optional for a FIDO key, whose ARN names the user. */
  readonly userName?: string;
  /** Enables the device for the account's root user at once. Without this and `userName` the device stays unassigned. */
  readonly root?: boolean;
}

/** The result of adding a device. */
export interface AddedMfaDevice {
  readonly serialNumber: string;
  readonly kind: MfaDeviceKind;
  /** The generated seed of a new device; absent if the caller gave one, and for FIDO keys. */
  readonly seed?: string;
}

/** A device cannot be added. The message names what was expected. Nothing was changed. */
export class MfaDeviceError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MfaDeviceError";
  }
}

type ProvisioningServices = Pick<Services, "account" | "clock" | "mfaDevices" | "quotas" | "secretBytes" | "users">;

/**
 * Adds a device, or enables an existing one again, inside the caller's transaction. Accepts and checks any value.
 * @throws MfaDeviceError
 */
export function addMfaDevice(services: ProvisioningServices, device: unknown): AddedMfaDevice {
  const { serialNumber, seed, userName, root } = readDevice(device);
  const { kind, owner: ownerInArn } = readSerial(serialNumber, services.account);
  const owner = readOwner(ownerInArn, userName, root);
  if (kind === "fido" && seed !== undefined) throw new MfaDeviceError("expected no seed: FIDO keys have none");
  const { mfaDevices } = services;
  const present = mfaDevices.find(serialNumber);
  if (present !== undefined) {
    requireReusable(present, owner, seed);
    enable(services, present.deviceId, owner);
    return { serialNumber: present.serial, kind: present.kind };
  }
  const deviceSeed = kind === "fido" ? null : (seed?.toUpperCase() ?? makeSeed(services.secretBytes));
  const deviceId = mfaDevices.insert(serialNumber, kind, deviceSeed);
  if (owner !== undefined) enable(services, deviceId, owner);
  return { serialNumber, kind, ...(seed === undefined && deviceSeed !== null && { seed: deviceSeed }) };
}

/** Rejects an existing device unless it is unassigned hardware or an unassigned FIDO key, and an owner is given. */
function requireReusable(
  { serial, kind, enableDate, seed: own }: MfaDeviceRow,
  owner: NamedOwner | undefined,
  seed: string | undefined,
): asserts owner is NamedOwner {
  if (kind === "virtual" || owner === undefined) {
    throw new MfaDeviceError(`a device with the serialNumber ${serial} already exists`);
  }
  if (enableDate !== null) {
    throw new MfaDeviceError(`the device ${serial} is already assigned`);
  }
  // Seeds are secret: the message must not contain them.
  if (seed !== undefined && seed.toUpperCase() !== own) {
    throw new MfaDeviceError(`expected no seed, or the seed of the existing device ${serial}`);
  }
}

const memberTypes = { serialNumber: "string", seed: "string", userName: "string", root: "boolean" } as const;

function readDevice(device: unknown): MfaDeviceToAdd {
  if (typeof device !== "object" || device === null || Array.isArray(device)) {
    throw new MfaDeviceError("expected an object with a serialNumber");
  }
  for (const [name, value] of Object.entries(device)) {
    const expected = Object.entries(memberTypes).find(([known]) => known === name)?.[1];
    if (expected === undefined) {
      throw new MfaDeviceError(`expected ${Object.keys(memberTypes).join(", ")}, but got: ${name}`);
    }
    if (value !== undefined && typeof value !== expected) {
      throw new MfaDeviceError(`expected a ${expected} as ${name}, but got: ${typeof value}`);
    }
  }
  const { serialNumber, seed } = device as Partial<MfaDeviceToAdd>;
  if (serialNumber === undefined || findViolations("serialNumberType", serialNumber).length > 0) {
    throw new MfaDeviceError("expected a serialNumber of 9 to 256 letters, digits and +=/:,.@_-");
  }
  // A seed is secret: the message must not contain it.
  if (seed !== undefined && !/^[A-Z2-7]{16,128}$/i.test(seed)) {
    throw new MfaDeviceError("expected a seed of 16 to 128 base32 characters (A-Z and 2-7)");
  }
  return { ...device, serialNumber };
}

/** The owner of a device: the root user or a user by name. */
type NamedOwner = { readonly root: true } | { readonly userName: string };

/** Reads the kind of a device from its serial number, and the owner of a FIDO key from its ARN. */
function readSerial(serial: string, account: Account): { kind: MfaDeviceKind; owner?: NamedOwner } {
  if (!/^arn:/i.test(serial)) return { kind: "hardware" };
  const beginning = arns.resource(account, "");
  if (serial.startsWith(beginning)) {
    const resource = serial.slice(beginning.length);
    if (/^mfa\/(?:.+\/)?[^/]+$/.test(resource)) return { kind: "virtual" };
    if (/^u2f\/root-user\/[^/]+$/.test(resource)) return { kind: "fido", owner: { root: true } };
    const userName = /^u2f\/user\/(?:.+\/)?([^/]+)\/[^/]+$/.exec(resource)?.[1];
    if (userName !== undefined) return { kind: "fido", owner: { userName } };
  }
  const forms = "mfa/<name>, u2f/user/<user>/<id> or u2f/root-user/<id>";
  throw new MfaDeviceError(`expected an ARN ${beginning} followed by ${forms}, but got: ${serial}`);
}

function readOwner(
  inArn: NamedOwner | undefined,
  userName: string | undefined,
  root: boolean | undefined,
): NamedOwner | undefined {
  if (root && userName !== undefined) throw new MfaDeviceError("expected either userName or root, but got both");
  const named: NamedOwner | undefined = root ? { root } : userName === undefined ? undefined : { userName };
  if (inArn === undefined || named === undefined) return named ?? inArn;
  if (describe(inArn) !== describe(named)) {
    throw new MfaDeviceError(`expected the owner in the ARN, ${describe(inArn)}, but got: ${describe(named)}`);
  }
  return inArn;
}

function describe(owner: NamedOwner): string {
  return "root" in owner ? "the root user" : `the user ${owner.userName.toLowerCase()}`;
}

function enable(services: ProvisioningServices, deviceId: number, owner: NamedOwner): void {
  const { clock, mfaDevices, quotas } = services;
  const ownerId = findOwner(services, owner);
  if (mfaDevices.countOfOwner(ownerId) >= quotas.mfaDevicesPerUser) {
    throw new MfaDeviceError(errorTexts.quotaExceeded("MFADevicesPerUser", quotas.mfaDevicesPerUser));
  }
  mfaDevices.assign(deviceId, ownerId, timestamp(clock()));
}

function findOwner({ users }: Pick<Services, "users">, owner: NamedOwner): OwnerId {
  if ("root" in owner) return null;
  const user = users.find(owner.userName);
  if (user === undefined) throw new MfaDeviceError(errorTexts.userNotFound(owner.userName));
  return user.userId;
}
