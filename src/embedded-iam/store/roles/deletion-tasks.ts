import type { Database } from "../database/database.ts";

/** The completed deletions of service-linked roles, by task id. */
export class DeletionTaskStore {
  readonly #database: Database;
  readonly #accountId: string;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
  }

  has(taskId: string): boolean {
    return (
      this.#database.count(
        "SELECT count(*) AS count FROM deletion_tasks WHERE task_id = ? AND account_id = ?",
        taskId,
        this.#accountId,
      ) > 0
    );
  }

  insert(taskId: string, createDate: string): void {
    this.#database.run(
      "INSERT INTO deletion_tasks (task_id, account_id, create_date) VALUES (?, ?, ?)",
      taskId,
      this.#accountId,
      createDate,
    );
  }
}
