import { timestamp } from "../timestamp.ts";
import type { OwnerId } from "./account.ts";
import type { Database } from "./database/database.ts";

/** An access key of a user or the root user. */
export interface AccessKeyRow {
  readonly accessKeyId: string;
  readonly userId: OwnerId;
  /** Secret: returned only by CreateAccessKey. */
  readonly secretAccessKey: string;
  readonly status: string;
  readonly createDate: string;
  /** The last use of the key; null if it was never used. */
  readonly lastUsedDate: string | null;
  readonly lastUsedService: string | null;
  readonly lastUsedRegion: string | null;
}

/** A new key, not used yet. */
export type NewAccessKey = Omit<AccessKeyRow, "lastUsedDate" | "lastUsedService" | "lastUsedRegion">;

/** IAM records only the first use within 15 minutes (docs, credential report). */
const markingPeriodMs = 15 * 60 * 1000;

const accessKeyColumns = `access_key_id AS accessKeyId, user_id AS userId, secret_access_key AS secretAccessKey,
  status, create_date AS createDate, last_used_date AS lastUsedDate,
  last_used_service AS lastUsedService, last_used_region AS lastUsedRegion`;

/** Access keys of users and of the root user. */
export class AccessKeyStore {
  readonly #database: Database;
  readonly #accountId: string;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
  }

  find(accessKeyId: string): AccessKeyRow | undefined {
    return this.#database.get<AccessKeyRow>(
      `SELECT ${accessKeyColumns} FROM access_keys WHERE access_key_id = ?`,
      accessKeyId,
    );
  }

  /** Whether this account issued a key with this id and then deleted it. */
  isFormer(accessKeyId: string): boolean {
    const former = "SELECT access_key_id AS accessKeyId FROM former_access_keys WHERE access_key_id = ?";
    return this.#database.get<{ accessKeyId: string }>(former, accessKeyId) !== undefined;
  }

  /** Up to `limit` keys of the owner after the key id `after` ("" for the first). */
  ofOwner(owner: OwnerId, after: string, limit: number): AccessKeyRow[] {
    return this.#database.all<AccessKeyRow>(
      `SELECT ${accessKeyColumns} FROM access_keys WHERE user_id IS ? AND account_id = ? AND access_key_id > ?
       ORDER BY access_key_id LIMIT ?`,
      owner,
      this.#accountId,
      after,
      limit,
    );
  }

  /** All keys of several owners in one statement, each owner's sorted by access key id. */
  ofMany(owners: readonly OwnerId[]): Map<OwnerId, AccessKeyRow[]> {
    const rows = this.#database.all<AccessKeyRow>(
      `SELECT ${accessKeyColumns} FROM json_each(?) AS owner JOIN access_keys ON user_id IS owner.value AND account_id = ?
       ORDER BY access_key_id`,
      JSON.stringify(owners),
      this.#accountId,
    );
    return Map.groupBy(rows, (row) => row.userId);
  }

  countOfOwner(owner: OwnerId): number {
    return this.#database.count(
      "SELECT count(*) AS count FROM access_keys WHERE user_id IS ? AND account_id = ?",
      owner,
      this.#accountId,
    );
  }

  insert(key: NewAccessKey): void {
    this.#database.run(
      `INSERT INTO access_keys (access_key_id, account_id, user_id, secret_access_key, status, create_date)
       VALUES (?, ?, ?, ?, ?, ?)`,
      key.accessKeyId,
      this.#accountId,
      key.userId,
      key.secretAccessKey,
      key.status,
      key.createDate,
    );
  }

  setStatus(accessKeyId: string, status: string): void {
    this.#database.run("UPDATE access_keys SET status = ? WHERE access_key_id = ?", status, accessKeyId);
  }

  /**
   * Stores the use of a key for a service (`iam`) in a region (`us-east-1`), at most once in 15 minutes for each key.
   * Ignores unknown keys.
   */
  markUsed(accessKeyId: string, when: Date, service: string, region: string): void {
    const key = this.find(accessKeyId);
    if (key === undefined) return;
    // The clock may have been set back, hence the absolute value.
    const sinceLast = Math.abs(when.getTime() - Date.parse(key.lastUsedDate ?? "1970-01-01T00:00:00Z"));
    if (key.lastUsedDate !== null && sinceLast < markingPeriodMs) return;
    this.#database.run(
      `UPDATE access_keys SET last_used_date = ?, last_used_service = ?, last_used_region = ?
       WHERE access_key_id = ?`,
      timestamp(when),
      service,
      region,
      accessKeyId,
    );
  }

  /** Deletes a key. Its id is kept as that of a former key. */
  delete(accessKeyId: string): void {
    this.#database.run("DELETE FROM access_keys WHERE access_key_id = ?", accessKeyId);
  }
}
