import { readCount } from "../counts.ts";
import type { Database } from "../database/database.ts";
import { PathList } from "../path-lists.ts";

/** A role of the account. */
export interface RoleRow {
  readonly roleId: string;
  readonly name: string;
  readonly path: string;
  readonly createDate: string;
  /** The trust policy as it was sent. */
  readonly trustPolicy: string;
  readonly description: string | null;
  /** In seconds. */
  readonly maxSessionDuration: number;
  readonly permissionsBoundary: string | null;
  /** The last use of the role; null if it was never used. */
  readonly lastUsedDate: string | null;
  readonly lastUsedRegion: string | null;
}

/** A user or role that a trust policy names, with the unique id that it had when the policy was saved. */
export interface TrustedPrincipal {
  readonly arn: string;
  readonly principalId: string;
}

/** The columns of a `RoleRow`, also for statements that join `roles`. */
export const roleColumns = `roles.role_id AS roleId, roles.name, roles.path, roles.create_date AS createDate,
  roles.trust_policy AS trustPolicy, roles.description, roles.max_session_duration AS maxSessionDuration,
  roles.permissions_boundary AS permissionsBoundary, roles.last_used_date AS lastUsedDate,
  roles.last_used_region AS lastUsedRegion`;

const roleTable = { table: "roles", columns: roleColumns } as const;

/** Roles and the principals that they trust. Names are compared and sorted without regard to case. */
export class RoleStore {
  readonly #database: Database;
  readonly #accountId: string;
  readonly #byPath: PathList<RoleRow>;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
    this.#byPath = new PathList(database, accountId, roleTable);
  }

  find(name: string): RoleRow | undefined {
    return this.#database.get<RoleRow>(
      `SELECT ${roleColumns} FROM roles WHERE account_id = ? AND name = ?`,
      this.#accountId,
      name,
    );
  }

  findById(roleId: string): RoleRow | undefined {
    return this.#database.get<RoleRow>(
      `SELECT ${roleColumns} FROM roles WHERE role_id = ? AND account_id = ?`,
      roleId,
      this.#accountId,
    );
  }

  /** Up to `limit` roles after the name `after` ("" for the first) whose path starts with `pathPrefix`. */
  list(pathPrefix: string, after: string, limit: number): RoleRow[] {
    return this.#byPath.page(pathPrefix, after, limit);
  }

  count(): number {
    return readCount(this.#database, this.#accountId, "roles");
  }

  insert(role: RoleRow): void {
    this.#database.run(
      `INSERT INTO roles (role_id, account_id, name, path, create_date, trust_policy, description,
         max_session_duration, permissions_boundary, last_used_date, last_used_region)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      role.roleId,
      this.#accountId,
      role.name,
      role.path,
      role.createDate,
      role.trustPolicy,
      role.description,
      role.maxSessionDuration,
      role.permissionsBoundary,
      role.lastUsedDate,
      role.lastUsedRegion,
    );
  }

  update(roleId: string, description: string | null, maxSessionDuration: number): void {
    this.#database.run(
      "UPDATE roles SET description = ?, max_session_duration = ? WHERE role_id = ?",
      description,
      maxSessionDuration,
      roleId,
    );
  }

  setTrustPolicy(roleId: string, trustPolicy: string): void {
    this.#database.run("UPDATE roles SET trust_policy = ? WHERE role_id = ?", trustPolicy, roleId);
  }

  setPermissionsBoundary(roleId: string, policyArn: string | null): void {
    this.#database.run("UPDATE roles SET permissions_boundary = ? WHERE role_id = ?", policyArn, roleId);
  }

  /** Deletes the role, its tags and its trusted principals. Everything else of the role must be deleted before. */
  delete(roleId: string): void {
    this.#database.run("DELETE FROM roles WHERE role_id = ?", roleId);
  }

  /** Replaces the principals that the role's trust policy names: their unique ids by ARN. */
  setTrustedPrincipals(roleId: string, principals: ReadonlyMap<string, string>): void {
    this.#database.run("DELETE FROM trusted_principals WHERE role_id = ?", roleId);
    for (const [arn, principalId] of principals) {
      this.#database.run(
        "INSERT INTO trusted_principals (role_id, arn, account_id, principal_id) VALUES (?, ?, ?, ?)",
        roleId,
        arn,
        this.#accountId,
        principalId,
      );
    }
  }

  /** The principals of several roles that no longer exist. A role without such principals is not in the map. */
  lostPrincipalsOf(roleIds: readonly string[]): Map<string, TrustedPrincipal[]> {
    const rows = this.#database.all<TrustedPrincipal & { readonly roleId: string }>(
      `SELECT role_id AS roleId, arn, principal_id AS principalId FROM trusted_principals
       WHERE role_id IN (SELECT value FROM json_each(?))
         AND NOT EXISTS (SELECT 1 FROM users WHERE user_id = principal_id)
         AND NOT EXISTS (SELECT 1 FROM roles WHERE roles.role_id = principal_id)`,
      JSON.stringify(roleIds),
    );
    return Map.groupBy(rows, (row) => row.roleId);
  }
}
