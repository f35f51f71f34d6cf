import type { Database } from "./database/database.ts";
import { foldCase } from "./fold-case.ts";

export interface TagRow {
  /** What makes the key unique on its resource, and what tags are ordered by. */
  readonly identity: string;
  readonly key: string;
  readonly value: string;
}

/** The kinds of tagged resources, each with its table and whether its tag keys ignore case (AWS-capture for users and OIDC providers; docs). */
const taggedResources = {
  user: { table: "user_tags", ignoresCase: true },
  mfaDevice: { table: "mfa_device_tags", ignoresCase: false },
  oidcProvider: { table: "oidc_provider_tags", ignoresCase: false },
} as const;

export type TaggedResource = keyof typeof taggedResources;

/** The tags of one kind of resource. `Owner` is the type of that resource's primary key. */
export class TagStore<Owner extends string | number> {
  /** Whether two keys that differ in case only are one key. */
  readonly ignoresCase: boolean;
  readonly #database: Database;
  readonly #table: string;

  constructor(database: Database, resource: TaggedResource) {
    this.#database = database;
    this.#table = taggedResources[resource].table;
    this.ignoresCase = taggedResources[resource].ignoresCase;
  }

  identity(key: string): string {
    return this.ignoresCase ? foldCase(key) : key;
  }

  /** All tags of a resource (IAM's quota bounds them), in order. */
  of(owner: Owner): TagRow[] {
    return this.#database.all<TagRow>(
      `SELECT identity, key, value FROM ${this.#table} WHERE owner_id = ? ORDER BY identity`,
      owner,
    );
  }

  /** The tags of many resources in one go, each in order; a resource without tags is not in the map. */
  ofMany(owners: readonly Owner[]): Map<Owner, TagRow[]> {
    const rows = this.#database.all<TagRow & { readonly owner: Owner }>(
      `SELECT owner_id AS owner, identity, key, value FROM ${this.#table}
       WHERE owner_id IN (SELECT value FROM json_each(?)) ORDER BY owner_id, identity`,
      JSON.stringify(owners),
    );
    return Map.groupBy(rows, (row) => row.owner);
  }

  count(owner: Owner): number {
    return this.#database.count(`SELECT count(*) AS count FROM ${this.#table} WHERE owner_id = ?`, owner);
  }

  /** Adds a tag, or replaces the value and the spelling of the key (AWS-recorded: the new spelling wins). */
  set(owner: Owner, key: string, value: string): void {
    this.#database.run(
      `INSERT INTO ${this.#table} (owner_id, identity, key, value) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET key = excluded.key, value = excluded.value`,
      owner,
      this.identity(key),
      key,
      value,
    );
  }

  remove(owner: Owner, key: string): void {
    this.#database.run(`DELETE FROM ${this.#table} WHERE owner_id = ? AND identity = ?`, owner, this.identity(key));
  }
}
