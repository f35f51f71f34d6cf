import { readCount } from "./counts.ts";
import type { Database } from "./database/database.ts";

/** An OpenID Connect provider. */
export interface OidcProviderRow {
  readonly providerId: number;
  /** The URL without its scheme, as IAM returns it. */
  readonly url: string;
  readonly createDate: string;
}

const providerColumns = "provider_id AS providerId, url, create_date AS createDate";

/** OpenID Connect providers with their client ids and thumbprints, both in the given order. */
export class OidcProviderStore {
  readonly #database: Database;
  readonly #accountId: string;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
  }

  find(url: string): OidcProviderRow | undefined {
    return this.#database.get<OidcProviderRow>(
      `SELECT ${providerColumns} FROM oidc_providers WHERE account_id = ? AND url = ?`,
      this.#accountId,
      url,
    );
  }

  /** All providers sorted by URL, which is also the order of their ARNs. */
  list(): OidcProviderRow[] {
    return this.#database.all<OidcProviderRow>(
      `SELECT ${providerColumns} FROM oidc_providers WHERE account_id = ? ORDER BY url`,
      this.#accountId,
    );
  }

  count(): number {
    return readCount(this.#database, this.#accountId, "oidc providers");
  }

  /** Adds a provider and returns its id. */
  insert(url: string, createDate: string): number {
    this.#database.run(
      "INSERT INTO oidc_providers (account_id, url, create_date) VALUES (?, ?, ?)",
      this.#accountId,
      url,
      createDate,
    );
    return this.#database.get<{ id: number }>("SELECT last_insert_rowid() AS id")?.id ?? 0;
  }

  /** Deletes the provider with its client ids, thumbprints and tags. */
  delete(providerId: number): void {
    this.#database.run("DELETE FROM oidc_providers WHERE provider_id = ?", providerId);
  }

  clientIds(providerId: number): string[] {
    return this.#database
      .all<{ clientId: string }>(
        "SELECT client_id AS clientId FROM oidc_client_ids WHERE provider_id = ? ORDER BY position",
        providerId,
      )
      .map((row) => row.clientId);
  }

  /** Appends a client id, unless the provider has it already. */
  addClientId(providerId: number, clientId: string): void {
    this.#database.run(
      `INSERT INTO oidc_client_ids (provider_id, position, account_id, client_id)
       SELECT ?1, coalesce(max(position), 0) + 1, ?3, ?2 FROM oidc_client_ids WHERE provider_id = ?1
       ON CONFLICT (provider_id, client_id) DO NOTHING`,
      providerId,
      clientId,
      this.#accountId,
    );
  }

  removeClientId(providerId: number, clientId: string): void {
    this.#database.run("DELETE FROM oidc_client_ids WHERE provider_id = ? AND client_id = ?", providerId, clientId);
  }

  thumbprints(providerId: number): string[] {
    return this.#database
      .all<{ thumbprint: string }>(
        "SELECT thumbprint FROM oidc_thumbprints WHERE provider_id = ? ORDER BY position",
        providerId,
      )
      .map((row) => row.thumbprint);
  }

  replaceThumbprints(providerId: number, thumbprints: readonly string[]): void {
    this.#database.run("DELETE FROM oidc_thumbprints WHERE provider_id = ?", providerId);
    for (const [position, thumbprint] of thumbprints.entries()) {
      this.#database.run(
        "INSERT INTO oidc_thumbprints (provider_id, position, account_id, thumbprint) VALUES (?, ?, ?, ?)",
        providerId,
        position,
        this.#accountId,
        thumbprint,
      );
    }
  }
}
