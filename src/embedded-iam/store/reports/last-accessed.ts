import type { Database } from "../database/database.ts";

/** The latest call of one action by a user or role. */
export interface AccessRow {
  readonly entityId: string;
  readonly service: string;
  readonly action: string;
  readonly date: string;
  readonly region: string;
}

/** A report of last accesses, as it was generated. */
export interface AccessReportRow {
  readonly jobId: string;
  readonly arn: string;
  readonly granularity: string;
  readonly createDate: string;
  /** JSON text. */
  readonly content: string;
}

/** A call is recorded again after this time. AWS shows activity within four hours (docs). */
const markingPeriodMs = 15 * 60 * 1000;

/** When users and roles last called each action, and the reports about it. */
export class LastAccessedStore {
  readonly #database: Database;
  readonly #accountId: string;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
  }

  /** Stores a call, at most once in 15 minutes for each entity and action. The date has whole seconds. */
  mark({ entityId, service, action, date, region }: AccessRow): void {
    const latest = this.#database.get<{ date: string }>(
      "SELECT last_date AS date FROM last_accessed WHERE entity_id = ? AND service = ? AND action = ?",
      entityId,
      service,
      action,
    );
    // The clock may have been set back, hence the absolute value.
    if (latest !== undefined && Math.abs(Date.parse(date) - Date.parse(latest.date)) < markingPeriodMs) return;
    this.#database.run(
      `INSERT OR REPLACE INTO last_accessed (entity_id, service, action, account_id, last_date, region)
       VALUES (?, ?, ?, ?, ?, ?)`,
      entityId,
      service,
      action,
      this.#accountId,
      date,
      region,
    );
  }

  /** The latest calls of several users and roles, sorted by entity, service and action. */
  ofEntities(entityIds: readonly string[]): AccessRow[] {
    return this.#database.all<AccessRow>(
      `SELECT entity_id AS entityId, service, action, last_date AS date, region FROM last_accessed
       WHERE entity_id IN (SELECT value FROM json_each(?)) ORDER BY entity_id, service, action`,
      JSON.stringify(entityIds),
    );
  }

  findReport(jobId: string): AccessReportRow | undefined {
    return this.#database.get<AccessReportRow>(
      `SELECT job_id AS jobId, arn, granularity, create_date AS createDate, content FROM last_accessed_reports
       WHERE job_id = ? AND account_id = ?`,
      jobId,
      this.#accountId,
    );
  }

  writeReport(report: AccessReportRow): void {
    this.#database.run(
      `INSERT INTO last_accessed_reports (job_id, account_id, arn, granularity, create_date, content)
       VALUES (?, ?, ?, ?, ?, ?)`,
      report.jobId,
      this.#accountId,
      report.arn,
      report.granularity,
      report.createDate,
      report.content,
    );
  }
}
