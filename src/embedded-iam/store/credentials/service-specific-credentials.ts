import type { Database } from "../database/database.ts";

/** A user's credential for one service. */
export interface ServiceSpecificCredentialRow {
  readonly credentialId: string;
  readonly userId: string;
  readonly serviceName: string;
  /** The user name or the alias at the service. It does not change when the user is renamed (AWS-recorded). */
  readonly serviceUserName: string;
  /** The hash of the secret, which only its creation and its reset return. */
  readonly secretHash: string;
  readonly status: string;
  readonly createDate: string;
  readonly expirationDate: string | null;
}

/** Which credentials to list: of one user or all, for one service or all. */
export interface CredentialFilter {
  readonly userId: string | undefined;
  readonly serviceName: string | undefined;
}

const columns = `credential_id AS credentialId, user_id AS userId, service_name AS serviceName,
  service_user_name AS serviceUserName,
  secret_hash AS secretHash, status, create_date AS createDate, expiration_date AS expirationDate`;

/** Service-specific credentials of users. */
export class ServiceSpecificCredentialStore {
  readonly #database: Database;
  readonly #accountId: string;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
  }

  find(credentialId: string): ServiceSpecificCredentialRow | undefined {
    return this.#database.get<ServiceSpecificCredentialRow>(
      `SELECT ${columns} FROM service_specific_credentials WHERE credential_id = ? AND account_id = ?`,
      credentialId,
      this.#accountId,
    );
  }

  /** Up to `limit` credentials after the id `after` ("" for the first). */
  list({ userId, serviceName }: CredentialFilter, after: string, limit: number): ServiceSpecificCredentialRow[] {
    const selection = userId === undefined ? "account_id = ?1" : "user_id = ?1";
    return this.#database.all<ServiceSpecificCredentialRow>(
      `SELECT ${columns} FROM service_specific_credentials
       WHERE ${selection} AND (?2 IS NULL OR service_name = ?2) AND credential_id > ?3 ORDER BY credential_id LIMIT ?4`,
      userId ?? this.#accountId,
      serviceName ?? null,
      after,
      limit,
    );
  }

  hasServiceUserName(serviceName: string, serviceUserName: string): boolean {
    return (
      this.#database.count(
        `SELECT count(*) AS count FROM service_specific_credentials
         WHERE account_id = ? AND service_name = ? AND service_user_name = ?`,
        this.#accountId,
        serviceName,
        serviceUserName,
      ) > 0
    );
  }

  countOfUser(userId: string): number {
    return this.#database.count("SELECT count(*) AS count FROM service_specific_credentials WHERE user_id = ?", userId);
  }

  countForService(userId: string, serviceName: string): number {
    return this.#database.count(
      "SELECT count(*) AS count FROM service_specific_credentials WHERE user_id = ? AND service_name = ?",
      userId,
      serviceName,
    );
  }

  insert(credential: ServiceSpecificCredentialRow): void {
    this.#database.run(
      `INSERT INTO service_specific_credentials
         (credential_id, account_id, user_id, service_name, service_user_name, secret_hash, status, create_date,
          expiration_date)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      credential.credentialId,
      this.#accountId,
      credential.userId,
      credential.serviceName,
      credential.serviceUserName,
      credential.secretHash,
      credential.status,
      credential.createDate,
      credential.expirationDate,
    );
  }

  setStatus(credentialId: string, status: string): void {
    this.#database.run(
      "UPDATE service_specific_credentials SET status = ? WHERE credential_id = ?",
      status,
      credentialId,
    );
  }

  setSecretHash(credentialId: string, secretHash: string): void {
    this.#database.run(
      "UPDATE service_specific_credentials SET secret_hash = ? WHERE credential_id = ?",
      secretHash,
      credentialId,
    );
  }

  delete(credentialId: string): void {
    this.#database.run("DELETE FROM service_specific_credentials WHERE credential_id = ?", credentialId);
  }
}
