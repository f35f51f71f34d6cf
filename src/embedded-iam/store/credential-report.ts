import type { Database } from "./database/database.ts";

/** The account's latest credential report. */
export interface CredentialReportRow {
  readonly generatedTime: string;
  /** Whether GenerateCredentialReport has reported it as complete. */
  readonly announced: boolean;
}

/** Stores the account's only credential report, as it was generated. */
export class CredentialReportStore {
  readonly #database: Database;
  readonly #accountId: string;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
  }

  find(): CredentialReportRow | undefined {
    const row = this.#database.get<{ generatedTime: string; announced: number }>(
      "SELECT generated_time AS generatedTime, announced FROM credential_report WHERE account_id = ?",
      this.#accountId,
    );
    return row && { ...row, announced: row.announced === 1 };
  }

  /** The CSV text; "" before the first report. */
  content(): string {
    const content = "SELECT content FROM credential_report WHERE account_id = ?";
    return this.#database.get<{ content: string }>(content, this.#accountId)?.content ?? "";
  }

  /** Replaces the report. */
  write(generatedTime: string, content: string): void {
    this.#database.run(
      "INSERT OR REPLACE INTO credential_report (account_id, generated_time, announced, content) VALUES (?, ?, 0, ?)",
      this.#accountId,
      generatedTime,
      content,
    );
  }

  announce(): void {
    this.#database.run("UPDATE credential_report SET announced = 1 WHERE account_id = ?", this.#accountId);
  }
}
