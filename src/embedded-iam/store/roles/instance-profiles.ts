import { readCount } from "../counts.ts";
import type { Database } from "../database/database.ts";
import { PathList } from "../path-lists.ts";
import { type RoleRow, roleColumns } from "./roles.ts";

/** An instance profile. */
export interface InstanceProfileRow {
  readonly instanceProfileId: string;
  readonly name: string;
  readonly path: string;
  readonly createDate: string;
}

const profileColumns = `instance_profiles.instance_profile_id AS instanceProfileId, instance_profiles.name,
  instance_profiles.path, instance_profiles.create_date AS createDate`;

const profileTable = { table: "instance_profiles", columns: profileColumns } as const;

/** Instance profiles and their roles. Names are compared and sorted without regard to case. */
export class InstanceProfileStore {
  readonly #database: Database;
  readonly #accountId: string;
  readonly #byPath: PathList<InstanceProfileRow>;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
    this.#byPath = new PathList(database, accountId, profileTable);
  }

  find(name: string): InstanceProfileRow | undefined {
    return this.#database.get<InstanceProfileRow>(
      `SELECT ${profileColumns} FROM instance_profiles WHERE account_id = ? AND name = ?`,
      this.#accountId,
      name,
    );
  }

  /** Up to `limit` profiles after the name `after` ("" for the first) whose path starts with `pathPrefix`. */
  list(pathPrefix: string, after: string, limit: number): InstanceProfileRow[] {
    return this.#byPath.page(pathPrefix, after, limit);
  }

  /** Up to `limit` profiles of a role after the name `after` ("" for the first). */
  ofRole(roleId: string, after: string, limit: number): InstanceProfileRow[] {
    return this.#database.all<InstanceProfileRow>(
      `SELECT ${profileColumns} FROM instance_profile_roles JOIN instance_profiles USING (instance_profile_id)
       WHERE role_id = ? AND instance_profile_name > ? ORDER BY instance_profile_name LIMIT ?`,
      roleId,
      after,
      limit,
    );
  }

  /** All profiles of several roles in one statement, each role's by name. A role without profiles is not in the map. */
  ofRoles(roleIds: readonly string[]): Map<string, InstanceProfileRow[]> {
    const rows = this.#database.all<InstanceProfileRow & { readonly roleId: string }>(
      `SELECT role_id AS roleId, ${profileColumns}
       FROM instance_profile_roles JOIN instance_profiles USING (instance_profile_id)
       WHERE role_id IN (SELECT value FROM json_each(?)) ORDER BY role_id, instance_profile_name`,
      JSON.stringify(roleIds),
    );
    return Map.groupBy(rows, (row) => row.roleId);
  }

  /** The roles of several profiles, by profile. A profile without a role is not in the map. */
  rolesOf(instanceProfileIds: readonly string[]): Map<string, RoleRow> {
    const rows = this.#database.all<RoleRow & { readonly instanceProfileId: string }>(
      `SELECT instance_profile_id AS instanceProfileId, ${roleColumns}
       FROM instance_profile_roles JOIN roles USING (role_id)
       WHERE instance_profile_id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(instanceProfileIds),
    );
    return new Map(rows.map((row) => [row.instanceProfileId, row]));
  }

  hasRole(roleId: string): boolean {
    const count = "SELECT EXISTS (SELECT 1 FROM instance_profile_roles WHERE role_id = ?) AS count";
    return this.#database.count(count, roleId) > 0;
  }

  count(): number {
    return readCount(this.#database, this.#accountId, "instance profiles");
  }

  insert(profile: InstanceProfileRow): void {
    this.#database.run(
      "INSERT INTO instance_profiles (instance_profile_id, account_id, name, path, create_date) VALUES (?, ?, ?, ?, ?)",
      profile.instanceProfileId,
      this.#accountId,
      profile.name,
      profile.path,
      profile.createDate,
    );
  }

  /** Deletes a profile without a role, and its tags. */
  delete(instanceProfileId: string): void {
    this.#database.run("DELETE FROM instance_profiles WHERE instance_profile_id = ?", instanceProfileId);
  }

  /** Adds a role to a profile without a role. */
  addRole({ instanceProfileId, name }: InstanceProfileRow, roleId: string): void {
    this.#database.run(
      `INSERT INTO instance_profile_roles (instance_profile_id, role_id, account_id, instance_profile_name)
       VALUES (?, ?, ?, ?)`,
      instanceProfileId,
      roleId,
      this.#accountId,
      name,
    );
  }

  removeRole(instanceProfileId: string): void {
    this.#database.run("DELETE FROM instance_profile_roles WHERE instance_profile_id = ?", instanceProfileId);
  }
}
