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

  constructor(database: Database) {
    this.#database = database;
  }

  find(): CredentialReportRow | undefined {
    const row = this.#database.get<{ generatedTime: string; announced: number }>(
      "SELECT generated_time AS generatedTime, announced FROM credential_report",
    );
    return row && { ...row, announced: row.announced === 1 };
  }

  /** The CSV text; "" before the first report. */
  content(): string {
    return this.#database.get<{ content: string }>("SELECT content FROM credential_report")?.content ?? "";
  }

  /** Replaces the report. */
  write(generatedTime: string, content: string): void {
    this.#database.run(
      "INSERT OR REPLACE INTO credential_report (only_row, generated_time, announced, content) VALUES (1, ?, 0, ?)",
      generatedTime,
      content,
    );
  }

  announce(): void {
    this.#database.run("UPDATE credential_report SET announced = 1");
  }
}
