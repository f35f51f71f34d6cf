import type { Database } from "../database/database.ts";

/** A user's SSH public key. */
export interface SshPublicKeyRow {
  readonly keyId: string;
  readonly userId: string;
  /** The key as it was uploaded. */
  readonly body: string;
  readonly fingerprint: string;
  readonly status: string;
  readonly uploadDate: string;
}

const columns = "ssh_public_key_id AS keyId, user_id AS userId, body, fingerprint, status, upload_date AS uploadDate";

/** SSH public keys of users. */
export class SshPublicKeyStore {
  readonly #database: Database;
  readonly #accountId: string;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
  }

  find(keyId: string): SshPublicKeyRow | undefined {
    return this.#database.get<SshPublicKeyRow>(
      `SELECT ${columns} FROM ssh_public_keys WHERE ssh_public_key_id = ? AND account_id = ?`,
      keyId,
      this.#accountId,
    );
  }

  /** Up to `limit` keys of the user after the id `after` ("" for the first). */
  ofUser(userId: string, after: string, limit: number): SshPublicKeyRow[] {
    return this.#database.all<SshPublicKeyRow>(
      `SELECT ${columns} FROM ssh_public_keys WHERE user_id = ? AND ssh_public_key_id > ? ORDER BY ssh_public_key_id LIMIT ?`,
      userId,
      after,
      limit,
    );
  }

  hasFingerprint(userId: string, fingerprint: string): boolean {
    return (
      this.#database.count(
        "SELECT count(*) AS count FROM ssh_public_keys WHERE user_id = ? AND fingerprint = ?",
        userId,
        fingerprint,
      ) > 0
    );
  }

  countOfUser(userId: string): number {
    return this.#database.count("SELECT count(*) AS count FROM ssh_public_keys WHERE user_id = ?", userId);
  }

  insert(key: SshPublicKeyRow): void {
    this.#database.run(
      `INSERT INTO ssh_public_keys (ssh_public_key_id, account_id, user_id, body, fingerprint, status, upload_date)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      key.keyId,
      this.#accountId,
      key.userId,
      key.body,
      key.fingerprint,
      key.status,
      key.uploadDate,
    );
  }

  setStatus(keyId: string, status: string): void {
    this.#database.run("UPDATE ssh_public_keys SET status = ? WHERE ssh_public_key_id = ?", status, keyId);
  }

  delete(keyId: string): void {
    this.#database.run("DELETE FROM ssh_public_keys WHERE ssh_public_key_id = ?", keyId);
  }
}
