import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

/**
 * One SQLite connection with its prepared statements. The statements of this service are constants, so that each is
 * compiled once, on first use. Owned by one `EmbeddedIam`, from start to close.
 */
export class Database {
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /**
   * Opens the file (which must exist, or be ":memory:") for this process alone or, `immutable`, to look at it: then
   * SQLite neither locks nor writes nor reads the write-ahead log. SQLite's own errors pass through.
   */
  constructor(file: string, mode: "exclusive" | "immutable" = "exclusive") {
    if (mode === "immutable") {
      const url = pathToFileURL(file);
      url.searchParams.set("immutable", "1");
      this.#connection = new DatabaseSync(url, { readOnly: true });
      return;
    }
    this.#connection = new DatabaseSync(file, { enableForeignKeyConstraints: true });
    // In this order: with the exclusive lock wanted before WAL is entered, SQLite keeps the WAL index in memory, and no
    // second process can get at the file for as long as this one runs.
    this.#connection.exec("PRAGMA locking_mode = EXCLUSIVE");
  }

  /** Gives the first row, or undefined. `Row` must name the statement's columns; all tables are STRICT. */
  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  /** Gives all rows. `Row` must name the statement's columns; all tables are STRICT. */
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  /** Runs a statement and gives the number of rows that it changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  /** Runs several statements that take no values: migrations, pragmas. */
  execute(sql: string): void {
    this.#connection.exec(sql);
  }

  /** Gives a count, from a statement whose one column is called `count`. */
  count(sql: string, ...values: SQLInputValue[]): number {
    return this.get<{ count: number }>(sql, ...values)?.count ?? 0;
  }

  /** Gives the value of a setting that is a number. */
  pragma(name: string): number {
    return Number(Object.values(this.get<Record<string, unknown>>(`PRAGMA ${name}`) ?? {})[0]);
  }

  /** Does all of `work` or, if it throws, nothing of it. Within a transaction it simply becomes part of that one. */
  transaction<Result>(work: () => Result): Result {
    if (this.#connection.isTransaction) return work();
    this.#connection.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#connection.exec("COMMIT");
      return result;
    } catch (error) {
      // A failed COMMIT (a full disk) may have rolled back already.
      if (this.#connection.isTransaction) this.#connection.exec("ROLLBACK");
      throw error;
    }
  }

  /** Moves the whole write-ahead log into the file. */
  checkpoint(): void {
    this.#connection.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  /** Closes the connection; SQLite moves the write-ahead log into the file first. */
  close(): void {
    if (!this.#connection.isOpen) return;
    this.#statements.clear();
    this.#connection.close();
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
