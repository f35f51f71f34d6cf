import type { Database } from "../database/database.ts";
import type { PolicyOwner } from "./attachments.ts";

/** How many users, groups and roles use a policy. */
export interface PolicyUsage {
  /** As a permissions policy. */
  readonly attachments: number;
  readonly boundaries: number;
}

/** An entity that uses a policy. */
export interface PolicyUserRow {
  readonly id: string;
  readonly name: string;
}

/** The kinds of entities that use policies, and the tables that name them. Groups have no boundary. */
const tables = {
  group: { table: "groups", id: "group_id", hasBoundary: false },
  user: { table: "users", id: "user_id", hasBoundary: true },
  role: { table: "roles", id: "role_id", hasBoundary: true },
} as const;

/** Which uses of a policy count. */
export interface UsageFilter {
  readonly attachments: boolean;
  readonly boundaries: boolean;
}

/** Who uses which managed policy, by the policy's ARN. */
export class PolicyUsageStore {
  readonly #database: Database;
  readonly #accountId: string;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
  }

  of(policyArn: string): PolicyUsage {
    return this.ofMany([policyArn]).get(policyArn) ?? unused;
  }

  /** The usage of several policies. An unused policy is not in the map. */
  ofMany(policyArns: readonly string[]): Map<string, PolicyUsage> {
    const rows = this.#database.all<PolicyUsage & { readonly arn: string }>(
      `SELECT value AS arn,
         (SELECT count(*) FROM attachments WHERE account_id = ?1 AND policy_arn = value) AS attachments,
         (SELECT count(*) FROM users WHERE account_id = ?1 AND permissions_boundary = value)
         + (SELECT count(*) FROM roles WHERE account_id = ?1 AND permissions_boundary = value) AS boundaries
       FROM json_each(?2)`,
      this.#accountId,
      JSON.stringify(policyArns),
    );
    return new Map(
      rows
        .filter(({ attachments, boundaries }) => attachments + boundaries > 0)
        .map(({ arn, attachments, boundaries }) => [arn, { attachments, boundaries }]),
    );
  }

  /** The number of distinct policies in use. */
  countUsedPolicies(): number {
    return this.#database.count(
      `SELECT count(*) AS count FROM (
         SELECT policy_arn FROM attachments WHERE account_id = ?1
         UNION SELECT permissions_boundary FROM users WHERE account_id = ?1 AND permissions_boundary IS NOT NULL
         UNION SELECT permissions_boundary FROM roles WHERE account_id = ?1 AND permissions_boundary IS NOT NULL)`,
      this.#accountId,
    );
  }

  /** Up to `limit` entities after the name `after` ("" for the first) that use the policy and whose path starts with `pathPrefix`. */
  entities(
    kind: PolicyOwner["kind"],
    policyArn: string,
    filter: UsageFilter,
    pathPrefix: string,
    after: string,
    limit: number,
  ): PolicyUserRow[] {
    const { table, id, hasBoundary } = tables[kind];
    const uses = [
      ...(filter.attachments ? ["SELECT entity_id FROM attachments WHERE account_id = ?1 AND policy_arn = ?2"] : []),
      ...(filter.boundaries && hasBoundary
        ? [`SELECT ${id} FROM ${table} WHERE account_id = ?1 AND permissions_boundary = ?2`]
        : []),
    ];
    if (uses.length === 0) return [];
    return this.#database.all<PolicyUserRow>(
      `SELECT ${id} AS id, name FROM ${table} WHERE ${id} IN (${uses.join(" UNION ")})
       AND name > ?3 AND substr(path, 1, length(?4)) = ?4 ORDER BY name LIMIT ?5`,
      this.#accountId,
      policyArn,
      after,
      pathPrefix,
      limit,
    );
  }
}

const unused: PolicyUsage = { attachments: 0, boundaries: 0 };
