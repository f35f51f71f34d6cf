import { readCount } from "../counts.ts";
import type { Database } from "../database/database.ts";
import { PathList } from "../path-lists.ts";

/** A customer managed policy. */
export interface PolicyRow {
  readonly policyId: string;
  readonly name: string;
  readonly path: string;
  readonly description: string | null;
  readonly defaultVersion: number;
  /** The highest version number so far. Numbers are never used again. */
  readonly newestVersion: number;
  readonly createDate: string;
  /** When the newest version was created. */
  readonly updateDate: string;
}

/** A version of a policy. */
export interface PolicyVersionRow {
  readonly version: number;
  readonly document: string;
  readonly createDate: string;
}

const columns = `policies.policy_id AS policyId, policies.name, policies.path, policies.description,
  policies.default_version AS defaultVersion, policies.newest_version AS newestVersion,
  policies.create_date AS createDate, policies.update_date AS updateDate`;

const versionColumns = "version, document, create_date AS createDate";

/** Customer managed policies and their versions. Names are compared and sorted without regard to case. */
export class PolicyStore {
  readonly #database: Database;
  readonly #accountId: string;
  readonly #byPath: PathList<PolicyRow>;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
    this.#byPath = new PathList(database, accountId, { table: "policies", columns });
  }

  find(name: string): PolicyRow | undefined {
    return this.#database.get<PolicyRow>(
      `SELECT ${columns} FROM policies WHERE account_id = ? AND name = ?`,
      this.#accountId,
      name,
    );
  }

  findById(policyId: string): PolicyRow | undefined {
    return this.#database.get<PolicyRow>(`SELECT ${columns} FROM policies WHERE policy_id = ?`, policyId);
  }

  /** Up to `limit` policies after the name `after` ("" for the first) whose path starts with `pathPrefix`. */
  list(pathPrefix: string, after: string, limit: number): PolicyRow[] {
    return this.#byPath.page(pathPrefix, after, limit);
  }

  count(): number {
    return readCount(this.#database, this.#accountId, "policies");
  }

  /** Inserts a policy with its first version. */
  insert(policy: Omit<PolicyRow, "defaultVersion" | "newestVersion" | "updateDate">, document: string): void {
    this.#database.run(
      `INSERT INTO policies
         (policy_id, account_id, name, path, description, default_version, newest_version, create_date, update_date)
       VALUES (?, ?, ?, ?, ?, 1, 0, ?, ?)`,
      policy.policyId,
      this.#accountId,
      policy.name,
      policy.path,
      policy.description,
      policy.createDate,
      policy.createDate,
    );
    this.addVersion(policy.policyId, document, policy.createDate);
  }

  /** Adds a version with the next number, and returns that number. */
  addVersion(policyId: string, document: string, createDate: string): number {
    this.#database.run(
      "UPDATE policies SET newest_version = newest_version + 1, update_date = ? WHERE policy_id = ?",
      createDate,
      policyId,
    );
    this.#database.run(
      `INSERT INTO policy_versions (policy_id, version, account_id, document, create_date)
       SELECT policy_id, newest_version, account_id, ?, update_date FROM policies WHERE policy_id = ?`,
      document,
      policyId,
    );
    return this.findById(policyId)?.newestVersion ?? 0;
  }

  setDefaultVersion(policyId: string, version: number): void {
    this.#database.run("UPDATE policies SET default_version = ? WHERE policy_id = ?", version, policyId);
  }

  /** The versions of a policy, the newest first. IAM's quota limits their number. */
  versions(policyId: string): PolicyVersionRow[] {
    return this.#database.all<PolicyVersionRow>(
      `SELECT ${versionColumns} FROM policy_versions WHERE policy_id = ? ORDER BY version DESC`,
      policyId,
    );
  }

  /** The versions of several policies in one statement, the newest first. */
  versionsOfMany(policyIds: readonly string[]): Map<string, PolicyVersionRow[]> {
    const rows = this.#database.all<PolicyVersionRow & { readonly policyId: string }>(
      `SELECT policy_id AS policyId, ${versionColumns} FROM policy_versions
       WHERE policy_id IN (SELECT value FROM json_each(?)) ORDER BY policy_id DESC, version DESC`,
      JSON.stringify(policyIds),
    );
    return Map.groupBy(rows, (row) => row.policyId);
  }

  findVersion(policyId: string, version: number): PolicyVersionRow | undefined {
    return this.#database.get<PolicyVersionRow>(
      `SELECT ${versionColumns} FROM policy_versions WHERE policy_id = ? AND version = ?`,
      policyId,
      version,
    );
  }

  deleteVersion(policyId: string, version: number): void {
    this.#database.run("DELETE FROM policy_versions WHERE policy_id = ? AND version = ?", policyId, version);
  }

  /** Deletes the policy with its versions and tags. */
  delete(policyId: string): void {
    this.#database.run("DELETE FROM policies WHERE policy_id = ?", policyId);
  }
}
