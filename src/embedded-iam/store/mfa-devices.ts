import type { OwnerId } from "./account.ts";
import { readCount } from "./counts.ts";
import type { Database } from "./database/database.ts";

/** The kind of an MFA device. FIDO keys have no seed. */
export type MfaDeviceKind = "virtual" | "hardware" | "fido";

/** An MFA device with its assignment, if any. */
export interface MfaDeviceRow {
  readonly deviceId: number;
  /** An ARN for virtual devices and FIDO keys, a manufacturer's serial number for hardware devices. */
  readonly serial: string;
  readonly kind: MfaDeviceKind;
  /** Secret: base32 text; null for FIDO keys. */
  readonly seed: string | null;
  /** How many time steps the device's clock was ahead of the service's when its latest code pair was accepted. */
  readonly driftSteps: number;
  /** The time step of the newest accepted code; null if no code was accepted yet. */
  readonly lastCodeStep: number | null;
  /** The following are null while the device is unassigned. `userId` is also null if the owner is the root user. */
  readonly userId: OwnerId;
  readonly enableDate: string | null;
}

/** An assigned device. */
export interface AssignedMfaDeviceRow extends MfaDeviceRow {
  readonly enableDate: string;
}

const deviceSelection = `SELECT mfa_devices.device_id AS deviceId, serial, kind, seed,
  drift_steps AS driftSteps, last_code_step AS lastCodeStep, user_id AS userId, enable_date AS enableDate FROM mfa_devices LEFT JOIN mfa_assignments USING (device_id)`;

/** Each condition is for one account and has an index that continues with the serial number. */
const statusConditions = {
  Any: "mfa_devices.account_id = ? AND kind = 'virtual'",
  Assigned: "mfa_devices.account_id = ? AND kind = 'virtual' AND assigned = 1",
  Unassigned: "mfa_devices.account_id = ? AND kind = 'virtual' AND assigned = 0",
} as const;

type AssignmentStatus = keyof typeof statusConditions;

/** MFA devices of all kinds and their owners. Serial numbers are compared and sorted without regard to case. */
export class MfaDeviceStore {
  readonly #database: Database;
  readonly #accountId: string;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
  }

  find(serial: string): MfaDeviceRow | undefined {
    return this.#database.get<MfaDeviceRow>(
      `${deviceSelection} WHERE mfa_devices.account_id = ? AND serial = ?`,
      this.#accountId,
      serial,
    );
  }

  /** Up to `limit` virtual devices after the serial number `after` ("" for the first), filtered by assignment. */
  listVirtual(status: AssignmentStatus, after: string, limit: number): MfaDeviceRow[] {
    return this.#database.all<MfaDeviceRow>(
      `${deviceSelection} WHERE ${statusConditions[status]} AND serial > ? ORDER BY serial LIMIT ?`,
      this.#accountId,
      after,
      limit,
    );
  }

  /** The owner's devices of all kinds, unsorted. IAM's quota keeps them few. */
  ofOwner(owner: OwnerId): AssignedMfaDeviceRow[] {
    return this.#database.all<AssignedMfaDeviceRow>(
      `${deviceSelection} WHERE enable_date IS NOT NULL AND user_id IS ? AND mfa_assignments.account_id = ?`,
      owner,
      this.#accountId,
    );
  }

  countOfOwner(owner: OwnerId): number {
    return this.#database.count(
      "SELECT count(*) AS count FROM mfa_assignments WHERE user_id IS ? AND account_id = ?",
      owner,
      this.#accountId,
    );
  }

  /** The users, among the given ones, that have a device. */
  ownersAmong(userIds: readonly string[]): Set<string> {
    const rows = this.#database.all<{ userId: string }>(
      "SELECT DISTINCT user_id AS userId FROM mfa_assignments WHERE user_id IN (SELECT value FROM json_each(?))",
      JSON.stringify(userIds),
    );
    return new Set(rows.map((row) => row.userId));
  }

  countVirtual(): number {
    return readCount(this.#database, this.#accountId, "virtual MFA devices");
  }

  /** The number of devices that IAM lists: virtual devices, and other devices while they are assigned. */
  countShown(): number {
    return readCount(this.#database, this.#accountId, "shown MFA devices");
  }

  countAssigned(): number {
    return readCount(this.#database, this.#accountId, "assigned MFA devices");
  }

  /** Adds a device and returns its id. */
  insert(serial: string, kind: MfaDeviceKind, seed: string | null): number {
    this.#database.run(
      "INSERT INTO mfa_devices (account_id, serial, kind, seed) VALUES (?, ?, ?, ?)",
      this.#accountId,
      serial,
      kind,
      seed,
    );
    return this.#database.get<{ id: number }>("SELECT last_insert_rowid() AS id")?.id ?? 0;
  }

  /** Deletes an unassigned device and its tags. */
  delete(deviceId: number): void {
    this.#database.run("DELETE FROM mfa_devices WHERE device_id = ?", deviceId);
  }

  assign(deviceId: number, owner: OwnerId, enableDate: string): void {
    this.#database.run(
      "INSERT INTO mfa_assignments (device_id, account_id, user_id, enable_date) VALUES (?, ?, ?, ?)",
      deviceId,
      this.#accountId,
      owner,
      enableDate,
    );
  }

  unassign(deviceId: number): void {
    this.#database.run("DELETE FROM mfa_assignments WHERE device_id = ?", deviceId);
  }

  /** Stores the time step of the second code of an accepted pair, and the drift of the device's clock in steps. */
  acceptCodes(deviceId: number, lastCodeStep: number, driftSteps: number): void {
    this.#database.run(
      "UPDATE mfa_devices SET last_code_step = ?, drift_steps = ? WHERE device_id = ?",
      lastCodeStep,
      driftSteps,
      deviceId,
    );
  }
}
