import type { Database } from "../database/database.ts";

/** A managed policy of a user, a group or a role. */
export interface AttachmentRow {
  readonly policyArn: string;
  /** Increases with each attachment. */
  readonly position: number;
}

/** A user, a group or a role, by its unique id. */
export interface PolicyOwner {
  readonly kind: "user" | "group" | "role";
  readonly id: string;
}

/** Managed policies by their owners: users, groups and roles, whose unique ids never coincide. */
export class AttachmentStore {
  readonly #database: Database;
  readonly #accountId: string;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
  }

  /** The policies of an owner, in the order of attaching. IAM's quota limits their number. */
  of(ownerId: string): AttachmentRow[] {
    return this.#database.all<AttachmentRow>(
      "SELECT policy_arn AS policyArn, attachment_id AS position FROM attachments WHERE entity_id = ? ORDER BY attachment_id",
      ownerId,
    );
  }

  /** The policies of several owners in one statement, in the order of attaching. An owner without policies is not in the map. */
  ofMany(ownerIds: readonly string[]): Map<string, AttachmentRow[]> {
    const rows = this.#database.all<AttachmentRow & { readonly ownerId: string }>(
      `SELECT entity_id AS ownerId, policy_arn AS policyArn, attachment_id AS position FROM attachments
       WHERE entity_id IN (SELECT value FROM json_each(?)) ORDER BY entity_id, attachment_id`,
      JSON.stringify(ownerIds),
    );
    return Map.groupBy(rows, (row) => row.ownerId);
  }

  has(ownerId: string, policyArn: string): boolean {
    return (
      this.#database.count(
        "SELECT count(*) AS count FROM attachments WHERE entity_id = ? AND policy_arn = ?",
        ownerId,
        policyArn,
      ) > 0
    );
  }

  countOfOwner(ownerId: string): number {
    return this.#database.count("SELECT count(*) AS count FROM attachments WHERE entity_id = ?", ownerId);
  }

  add({ id, kind }: PolicyOwner, policyArn: string): void {
    this.#database.run(
      "INSERT INTO attachments (account_id, entity_kind, entity_id, policy_arn) VALUES (?, ?, ?, ?)",
      this.#accountId,
      kind,
      id,
      policyArn,
    );
  }

  /** Returns whether the policy was attached. */
  remove(ownerId: string, policyArn: string): boolean {
    return this.#database.run("DELETE FROM attachments WHERE entity_id = ? AND policy_arn = ?", ownerId, policyArn) > 0;
  }
}
