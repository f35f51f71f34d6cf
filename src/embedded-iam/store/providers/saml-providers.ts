import { readCount } from "../counts.ts";
import type { Database } from "../database/database.ts";

/** A SAML provider. */
export interface SamlProviderRow {
  readonly providerId: number;
  readonly name: string;
  readonly uuid: string;
  readonly metadata: string;
  readonly createDate: string;
  readonly validUntil: string;
  /** `Required` or `Allowed`. */
  readonly encryptionMode: string;
}

/** A private key of a provider. The key itself is not stored, because no operation returns it. */
export interface SamlPrivateKeyRow {
  readonly keyId: string;
  readonly date: string;
}

/** The parts of a provider that change. */
export type SamlProviderChange = Pick<SamlProviderRow, "metadata" | "validUntil" | "encryptionMode">;

const columns = `provider_id AS providerId, name, unique_id AS uuid, metadata_document AS metadata, create_date AS createDate,
  valid_until AS validUntil, assertion_encryption_mode AS encryptionMode`;

/** SAML providers with their private keys. */
export class SamlProviderStore {
  readonly #database: Database;
  readonly #accountId: string;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
  }

  find(name: string): SamlProviderRow | undefined {
    return this.#database.get<SamlProviderRow>(
      `SELECT ${columns} FROM saml_providers WHERE account_id = ? AND name = ?`,
      this.#accountId,
      name,
    );
  }

  /** All providers sorted by name, which is also the order of their ARNs. */
  list(): SamlProviderRow[] {
    return this.#database.all<SamlProviderRow>(
      `SELECT ${columns} FROM saml_providers WHERE account_id = ? ORDER BY name`,
      this.#accountId,
    );
  }

  count(): number {
    return readCount(this.#database, this.#accountId, "SAML providers");
  }

  /** Adds a provider and returns its id. */
  insert(provider: Omit<SamlProviderRow, "providerId">): number {
    this.#database.run(
      `INSERT INTO saml_providers (account_id, name, unique_id, metadata_document, create_date, valid_until,
         assertion_encryption_mode)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      this.#accountId,
      provider.name,
      provider.uuid,
      provider.metadata,
      provider.createDate,
      provider.validUntil,
      provider.encryptionMode,
    );
    return this.#database.get<{ id: number }>("SELECT last_insert_rowid() AS id")?.id ?? 0;
  }

  update(providerId: number, { metadata, validUntil, encryptionMode }: SamlProviderChange): void {
    this.#database.run(
      "UPDATE saml_providers SET metadata_document = ?, valid_until = ?, assertion_encryption_mode = ? WHERE provider_id = ?",
      metadata,
      validUntil,
      encryptionMode,
      providerId,
    );
  }

  /** Deletes the provider with its private keys and tags. */
  delete(providerId: number): void {
    this.#database.run("DELETE FROM saml_providers WHERE provider_id = ?", providerId);
  }

  /** In the order in which they were added. */
  privateKeys(providerId: number): SamlPrivateKeyRow[] {
    return this.#database.all<SamlPrivateKeyRow>(
      "SELECT key_id AS keyId, date FROM saml_private_keys WHERE provider_id = ? ORDER BY position",
      providerId,
    );
  }

  addPrivateKey(providerId: number, { keyId, date }: SamlPrivateKeyRow): void {
    this.#database.run(
      "INSERT INTO saml_private_keys (key_id, account_id, provider_id, date) VALUES (?, ?, ?, ?)",
      keyId,
      this.#accountId,
      providerId,
      date,
    );
  }

  removePrivateKey(providerId: number, keyId: string): void {
    this.#database.run("DELETE FROM saml_private_keys WHERE provider_id = ? AND key_id = ?", providerId, keyId);
  }
}
