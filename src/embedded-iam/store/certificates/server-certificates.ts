import { readCount } from "../counts.ts";
import type { Database } from "../database/database.ts";
import { PathList } from "../path-lists.ts";

/** A server certificate. Its private key is not stored, because no operation returns it. */
export interface ServerCertificateRow {
  readonly certificateId: string;
  readonly name: string;
  readonly path: string;
  readonly body: string;
  readonly chain: string | null;
  readonly uploadDate: string;
  readonly expiration: string;
}

const columns = `server_certificate_id AS certificateId, name, path, body, chain,
  upload_date AS uploadDate, expiration_date AS expiration`;

const certificateTable = { table: "server_certificates", columns } as const;

/** Server certificates. Names are compared and sorted without regard to case. */
export class ServerCertificateStore {
  readonly #database: Database;
  readonly #accountId: string;
  readonly #byPath: PathList<ServerCertificateRow>;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
    this.#byPath = new PathList(database, accountId, certificateTable);
  }

  find(name: string): ServerCertificateRow | undefined {
    return this.#database.get<ServerCertificateRow>(
      `SELECT ${columns} FROM server_certificates WHERE account_id = ? AND name = ?`,
      this.#accountId,
      name,
    );
  }

  findById(certificateId: string): ServerCertificateRow | undefined {
    return this.#database.get<ServerCertificateRow>(
      `SELECT ${columns} FROM server_certificates WHERE server_certificate_id = ? AND account_id = ?`,
      certificateId,
      this.#accountId,
    );
  }

  /** Up to `limit` certificates after the name `after` ("" for the first) whose path starts with `pathPrefix`. */
  list(pathPrefix: string, after: string, limit: number): ServerCertificateRow[] {
    return this.#byPath.page(pathPrefix, after, limit);
  }

  count(): number {
    return readCount(this.#database, this.#accountId, "server certificates");
  }

  insert(certificate: ServerCertificateRow): void {
    this.#database.run(
      `INSERT INTO server_certificates (server_certificate_id, account_id, name, path, body, chain, upload_date, expiration_date)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      certificate.certificateId,
      this.#accountId,
      certificate.name,
      certificate.path,
      certificate.body,
      certificate.chain,
      certificate.uploadDate,
      certificate.expiration,
    );
  }

  rename(certificateId: string, name: string, path: string): void {
    this.#database.run(
      "UPDATE server_certificates SET name = ?, path = ? WHERE server_certificate_id = ?",
      name,
      path,
      certificateId,
    );
  }

  /** Deletes the certificate with its tags. */
  delete(certificateId: string): void {
    this.#database.run("DELETE FROM server_certificates WHERE server_certificate_id = ?", certificateId);
  }
}
