import type { Database } from "./database.ts";
import type { OwnerId } from "./owner.ts";

export interface AccessKeyRow {
  readonly accessKeyId: string;
  readonly userId: OwnerId;
  /** Secret: shown by CreateAccessKey only. */
  readonly secretAccessKey: string;
  readonly status: string;
  readonly createDate: string;
}

const accessKeyColumns = `access_key_id AS accessKeyId, user_id AS userId, secret_access_key AS secretAccessKey,
  status, create_date AS createDate`;

/** Access keys of users and of the root user. */
export class AccessKeyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  find(accessKeyId: string): AccessKeyRow | undefined {
    return this.#database.get<AccessKeyRow>(
      `SELECT ${accessKeyColumns} FROM access_keys WHERE access_key_id = ?`,
      accessKeyId,
    );
  }

  /** Up to `limit` of the owner's keys behind the key id `after` ("" for the first). */
  ofOwner(owner: OwnerId, after: string, limit: number): AccessKeyRow[] {
    return this.#database.all<AccessKeyRow>(
      `SELECT ${accessKeyColumns} FROM access_keys WHERE user_id IS ? AND access_key_id > ?
       ORDER BY access_key_id LIMIT ?`,
      owner,
      after,
      limit,
    );
  }

  countOfOwner(owner: OwnerId): number {
    return this.#database.count("SELECT count(*) AS count FROM access_keys WHERE user_id IS ?", owner);
  }

  insert(key: AccessKeyRow): void {
    this.#database.run(
      `INSERT INTO access_keys (access_key_id, user_id, secret_access_key, status, create_date)
       VALUES (?, ?, ?, ?, ?)`,
      key.accessKeyId,
      key.userId,
      key.secretAccessKey,
      key.status,
      key.createDate,
    );
  }

  setStatus(accessKeyId: string, status: string): void {
    this.#database.run("UPDATE access_keys SET status = ? WHERE access_key_id = ?", status, accessKeyId);
  }

  delete(accessKeyId: string): void {
    this.#database.run("DELETE FROM access_keys WHERE access_key_id = ?", accessKeyId);
  }
}
