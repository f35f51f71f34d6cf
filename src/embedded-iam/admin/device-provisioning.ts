import { findViolations } from "../../iam-model/constraints.ts";
import { errorTexts } from "../../iam-model/error-texts.ts";
import type { Services } from "../services.ts";
import type { MfaDeviceKind, MfaDeviceRow } from "../store/mfa-devices.ts";
import type { OwnerId } from "../store/owner.ts";
import { timestamp } from "../timestamp.ts";
import { makeSeed } from "../totp.ts";

/**
 * An MFA device that an operator adds, for there is no operation that could; or a hardware device or FIDO key that is there,
 * assigned to nobody, and is enabled again for the owner given.
 */
export interface MfaDeviceToAdd {
  /**
   * What the device is follows from this:
   * - `GAHT12345678`, a maker's serial number: a hardware device that shows codes;
   * - `arn:aws:iam::<account>:mfa/<name>`: a virtual device, such as the root user's `mfa/root-account-mfa-device`;
   * - `arn:aws:iam::<account>:u2f/user/<user>/<id>` or `.../u2f/root-user/<id>`: a FIDO key of that user's, without codes.
   */
  readonly serialNumber: string;
  /**
   * Base32, 16 to 128 characters: what the device makes its codes from. FIDO keys have none.
   * Of a device that is there it may be left out, and is otherwise the one that it has.
   * @default a random one, which the answer shows this once
   */
  readonly seed?: string;
  /** The user for whom the device is enabled at once, without codes. Of a FIDO key it may be left out: its ARN says it. */
  readonly userName?: string;
  /** Enables the device for the account's root user at once. With neither this nor `userName` it waits for EnableMFADevice. */
  readonly root?: boolean;
}

export interface AddedMfaDevice {
  readonly serialNumber: string;
  readonly kind: MfaDeviceKind;
  /** Only of a new device, where none was given and it has one. */
  readonly seed?: string;
}

/** A device that cannot be added; the message says what was expected. Nothing has changed. */
export class MfaDeviceError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MfaDeviceError";
  }
}

type OperatorServices = Pick<Services, "account" | "clock" | "mfaDevices" | "quotas" | "secretBytes" | "users">;

/**
 * Adds a device, or enables again what is there, inside the caller's transaction. Takes anything, such as JSON from afar, and says what is wrong with it.
 * @throws MfaDeviceError
 */
export function addMfaDevice(services: OperatorServices, device: unknown): AddedMfaDevice {
  const { serialNumber, seed, userName, root } = readDevice(device);
  const { kind, owner: ownerInArn } = readSerial(serialNumber, services.account.accountId);
  const owner = readOwner(ownerInArn, userName, root);
  if (kind === "fido" && seed !== undefined)
    throw new MfaDeviceError("expected no seed for a FIDO key, which has none");
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

/** Refuses to enable a device again: what operations can make and enable is theirs, and what somebody has stays theirs. */
function requireReusable(
  { serial, kind, enableDate, seed: own }: MfaDeviceRow,
  owner: NamedOwner | undefined,
  seed: string | undefined,
): asserts owner is NamedOwner {
  if (kind === "virtual" || owner === undefined) {
    throw new MfaDeviceError(`expected a new device, but there is one with the serialNumber ${serial}`);
  }
  if (enableDate !== null) {
    throw new MfaDeviceError(`expected a device that nobody has, but ${serial} is assigned`);
  }
  // They are secrets: the message must not show them.
  if (seed !== undefined && seed.toUpperCase() !== own) {
    throw new MfaDeviceError(`expected no seed, or the one that ${serial} has already`);
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
  // It is a secret: the message must not show it.
  if (seed !== undefined && !/^[A-Z2-7]{16,128}$/i.test(seed)) {
    throw new MfaDeviceError("expected a seed of 16 to 128 base32 characters (A-Z and 2-7)");
  }
  return { ...device, serialNumber };
}

/** Whom a device belongs to: the root user or the user of that name. */
type NamedOwner = { readonly root: true } | { readonly userName: string };

/** Tells what a device is from its serial and, of a FIDO key, whose. */
function readSerial(serial: string, accountId: string): { kind: MfaDeviceKind; owner?: NamedOwner } {
  if (!/^arn:/i.test(serial)) return { kind: "hardware" };
  const [, account, resource = ""] = /^arn:aws:iam::(\d{12}):(.+)$/.exec(serial) ?? [];
  if (account === accountId) {
    if (/^mfa\/(?:.+\/)?[^/]+$/.test(resource)) return { kind: "virtual" };
    if (/^u2f\/root-user\/[^/]+$/.test(resource)) return { kind: "fido", owner: { root: true } };
    const userName = /^u2f\/user\/(?:.+\/)?([^/]+)\/[^/]+$/.exec(resource)?.[1];
    if (userName !== undefined) return { kind: "fido", owner: { userName } };
  }
  const forms = ["mfa/<name>", "u2f/user/<user>/<id>", "u2f/root-user/<id>"].join(", ");
  throw new MfaDeviceError(`expected an ARN arn:aws:iam::${accountId}:... of ${forms}, but got: ${serial}`);
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
    throw new MfaDeviceError(`expected the owner that the ARN says, ${describe(inArn)}, but got: ${describe(named)}`);
  }
  return inArn;
}

function describe(owner: NamedOwner): string {
  return "root" in owner ? "the root user" : `the user ${owner.userName.toLowerCase()}`;
}

function enable(services: OperatorServices, deviceId: number, owner: NamedOwner): void {
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
