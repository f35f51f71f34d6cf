import { foldName } from "../../iam-model/name-folding.ts";
import type { Database } from "./database/database.ts";

/** A tag of a resource. */
export interface TagRow {
  /** The unique form of the key on its resource. */
  readonly identity: string;
  readonly key: string;
  readonly value: string;
}

/**
 * Tagged resources: their table, whether tag keys ignore case (AWS-recorded for roles, policies and
 * instance profiles; AWS-capture for users and OIDC providers; docs), and whether tags are sorted by the length of their
 * keys first (AWS-recorded).
 */
const taggedResources: Readonly<Record<TaggedResource, TaggedTable>> = {
  user: { table: "user_tags", ignoresCase: true },
  mfaDevice: { table: "mfa_device_tags", ignoresCase: false },
  oidcProvider: { table: "oidc_provider_tags", ignoresCase: false },
  role: { table: "role_tags", ignoresCase: true },
  instanceProfile: { table: "instance_profile_tags", ignoresCase: false },
  policy: { table: "policy_tags", ignoresCase: false, shortestFirst: true },
  serverCertificate: { table: "server_certificate_tags", ignoresCase: false },
  samlProvider: { table: "saml_provider_tags", ignoresCase: false },
};

interface TaggedTable {
  readonly table: string;
  readonly ignoresCase: boolean;
  readonly shortestFirst?: boolean;
}

export type TaggedResource =
  | "user"
  | "mfaDevice"
  | "oidcProvider"
  | "role"
  | "instanceProfile"
  | "policy"
  | "serverCertificate"
  | "samlProvider";

/** The tags of one kind of resource. `Owner` is the type of that resource's primary key. */
export class TagStore<Owner extends string | number> {
  /** Whether keys that differ only in case are equal. */
  readonly ignoresCase: boolean;
  readonly #database: Database;
  readonly #accountId: string;
  readonly #table: string;
  readonly #order: string;
  readonly #shortestFirst: boolean;

  constructor(database: Database, accountId: string, resource: TaggedResource) {
    this.#database = database;
    this.#accountId = accountId;
    const { ignoresCase, shortestFirst = false, table } = taggedResources[resource];
    this.#table = table;
    this.#shortestFirst = shortestFirst;
    this.#order = shortestFirst ? "length(identity), identity" : "identity";
    this.ignoresCase = ignoresCase;
  }

  identity(key: string): string {
    return this.ignoresCase ? foldName(key) : key;
  }

  /** A text by which the bytes of tags have their order. */
  sortKey({ identity }: Pick<TagRow, "identity">): string {
    if (!this.#shortestFirst) return identity;
    return `${String([...identity].length).padStart(3, "0")}${identity}`;
  }

  /** All tags of a resource, sorted. IAM's quota limits their number. */
  of(owner: Owner): TagRow[] {
    return this.#database.all<TagRow>(
      `SELECT identity, key, value FROM ${this.#table} WHERE owner_id = ? ORDER BY ${this.#order}`,
      owner,
    );
  }

  /** The sorted tags of several resources in one statement. A resource without tags is not in the map. */
  ofMany(owners: readonly Owner[]): Map<Owner, TagRow[]> {
    const rows = this.#database.all<TagRow & { readonly owner: Owner }>(
      `SELECT owner_id AS owner, identity, key, value FROM ${this.#table}
       WHERE owner_id IN (SELECT value FROM json_each(?)) ORDER BY owner_id, ${this.#order}`,
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
      `INSERT INTO ${this.#table} (owner_id, identity, account_id, key, value) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET key = excluded.key, value = excluded.value`,
      owner,
      this.identity(key),
      this.#accountId,
      key,
      value,
    );
  }

  remove(owner: Owner, key: string): void {
    this.#database.run(`DELETE FROM ${this.#table} WHERE owner_id = ? AND identity = ?`, owner, this.identity(key));
  }
}
