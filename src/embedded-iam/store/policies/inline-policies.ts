import type { Database } from "../database/database.ts";
import type { PolicyOwner } from "./attachments.ts";

/** A policy inside a user, a group or a role. */
export interface InlinePolicyRow {
  readonly name: string;
  readonly document: string;
}

/** Inline policies by their owners: users, groups and roles, whose unique ids never coincide. Names ignore case. */
export class InlinePolicyStore {
  readonly #database: Database;
  readonly #accountId: string;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
  }

  find(ownerId: string, name: string): InlinePolicyRow | undefined {
    return this.#database.get<InlinePolicyRow>(
      "SELECT name, document FROM inline_policies WHERE entity_id = ? AND name = ?",
      ownerId,
      name,
    );
  }

  /** The policies of an owner by name. IAM's quota of their size limits their number. */
  of(ownerId: string): InlinePolicyRow[] {
    return this.#database.all<InlinePolicyRow>(
      "SELECT name, document FROM inline_policies WHERE entity_id = ? ORDER BY name",
      ownerId,
    );
  }

  /** The policies of several owners in one statement, by name. An owner without policies is not in the map. */
  ofMany(ownerIds: readonly string[]): Map<string, InlinePolicyRow[]> {
    const rows = this.#database.all<InlinePolicyRow & { readonly ownerId: string }>(
      `SELECT entity_id AS ownerId, name, document FROM inline_policies
       WHERE entity_id IN (SELECT value FROM json_each(?)) ORDER BY entity_id, name`,
      JSON.stringify(ownerIds),
    );
    return Map.groupBy(rows, (row) => row.ownerId);
  }

  countOfOwner(ownerId: string): number {
    return this.#database.count("SELECT count(*) AS count FROM inline_policies WHERE entity_id = ?", ownerId);
  }

  /** Adds a policy, or replaces the document of the present one, which keeps the spelling of its name. */
  put({ id, kind }: PolicyOwner, name: string, document: string): void {
    this.#database.run(
      `INSERT INTO inline_policies (entity_id, name, account_id, entity_kind, document) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET document = excluded.document`,
      id,
      name,
      this.#accountId,
      kind,
      document,
    );
  }

  /** Returns whether the policy existed. */
  remove(ownerId: string, name: string): boolean {
    return this.#database.run("DELETE FROM inline_policies WHERE entity_id = ? AND name = ?", ownerId, name) > 0;
  }
}
