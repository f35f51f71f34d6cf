import type { OwnerId } from "../account.ts";
import type { Database } from "../database/database.ts";

/** An X.509 signing certificate of a user or the root user. */
export interface SigningCertificateRow {
  readonly certificateId: string;
  readonly userId: OwnerId;
  /** The certificate as it was uploaded. */
  readonly body: string;
  readonly status: string;
  readonly uploadDate: string;
}

const columns = "certificate_id AS certificateId, user_id AS userId, body, status, upload_date AS uploadDate";

/** Signing certificates of users and of the root user. */
export class SigningCertificateStore {
  readonly #database: Database;
  readonly #accountId: string;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
  }

  find(certificateId: string): SigningCertificateRow | undefined {
    return this.#database.get<SigningCertificateRow>(
      `SELECT ${columns} FROM signing_certificates WHERE certificate_id = ? AND account_id = ?`,
      certificateId,
      this.#accountId,
    );
  }

  /** Up to `limit` certificates of the owner after the id `after` ("" for the first). */
  ofOwner(owner: OwnerId, after: string, limit: number): SigningCertificateRow[] {
    return this.#database.all<SigningCertificateRow>(
      `SELECT ${columns} FROM signing_certificates WHERE user_id IS ? AND account_id = ? AND certificate_id > ?
       ORDER BY certificate_id LIMIT ?`,
      owner,
      this.#accountId,
      after,
      limit,
    );
  }

  /** All certificates of several owners in one statement, each owner's sorted by id. */
  ofMany(owners: readonly OwnerId[]): Map<OwnerId, SigningCertificateRow[]> {
    const rows = this.#database.all<SigningCertificateRow>(
      `SELECT ${columns} FROM json_each(?) AS owner JOIN signing_certificates ON user_id IS owner.value AND account_id = ?
       ORDER BY certificate_id`,
      JSON.stringify(owners),
      this.#accountId,
    );
    return Map.groupBy(rows, (row) => row.userId);
  }

  countOfOwner(owner: OwnerId): number {
    return this.#database.count(
      "SELECT count(*) AS count FROM signing_certificates WHERE user_id IS ? AND account_id = ?",
      owner,
      this.#accountId,
    );
  }

  insert(certificate: SigningCertificateRow): void {
    this.#database.run(
      `INSERT INTO signing_certificates (certificate_id, account_id, user_id, body, status, upload_date)
       VALUES (?, ?, ?, ?, ?, ?)`,
      certificate.certificateId,
      this.#accountId,
      certificate.userId,
      certificate.body,
      certificate.status,
      certificate.uploadDate,
    );
  }

  setStatus(certificateId: string, status: string): void {
    this.#database.run("UPDATE signing_certificates SET status = ? WHERE certificate_id = ?", status, certificateId);
  }

  delete(certificateId: string): void {
    this.#database.run("DELETE FROM signing_certificates WHERE certificate_id = ?", certificateId);
  }
}
