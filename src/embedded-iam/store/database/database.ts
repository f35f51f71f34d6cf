import { backup, DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { DatabaseFile } from "../../../platform/database-file.ts";
import { openExclusively, readPragma, useWriteAheadLog } from "../../../platform/sqlite.ts";

/** The changes that a database records, for a copy of it to follow. */
export interface Changes {
  /** Gives what was committed since the last time, for `applyChanges`; nothing is an empty array. */
  take(): Uint8Array;
  stop(): void;
}

/**
 * One SQLite connection with its prepared statements. The statements of this service are constants, so that each is
 * compiled once, on first use. Owned by one `EmbeddedIam`, from start to close.
 */
export class Database {
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #file: DatabaseFile | undefined;

  /**
   * Opens the file (which must exist, or be ":memory:") for this process alone; or to look at it: `immutable`, where
   * SQLite neither locks nor writes nor reads the write-ahead log, or `read-only`, where it reads that too; or as a
   * `copy`, that is written to by `applyChanges` only. SQLite's own errors pass through.
   */
  constructor(file: string, mode: "exclusive" | "immutable" | "read-only" | "copy" = "exclusive") {
    if (mode === "read-only") {
      this.#connection = new DatabaseSync(file, { readOnly: true });
      return;
    }
    if (mode === "copy") {
      // A copy is told of each row that goes; it must not find out by itself.
      this.#connection = new DatabaseSync(file, { enableForeignKeyConstraints: false });
      return;
    }
    if (mode === "immutable") {
      const url = pathToFileURL(file);
      url.searchParams.set("immutable", "1");
      this.#connection = new DatabaseSync(url, { readOnly: true });
      return;
    }
    this.#connection = openExclusively(file);
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
    return readPragma(this.#connection, name);
  }

  /** Enters WAL mode; every transaction is on disk when it returns. */
  useWriteAheadLog(): void {
    useWriteAheadLog(this.#connection);
  }

  /** From now on, transactions notice if the file or its write-ahead log (which must exist) is deleted or replaced. */
  watchFile(): void {
    this.#file = new DatabaseFile(this.#connection);
  }

  /**
   * Does all of `work` or, if it throws, nothing of it. Within a transaction it simply becomes part of that one.
   * @throws DatabaseFileLost before `work`, if what it writes would be lost (see `watchFile`)
   */
  transaction<Result>(work: () => Result): Result {
    if (this.#connection.isTransaction) return work();
    this.#file?.requireInPlace();
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

  /** Makes a copy of all that is in the database, which knows nothing of what comes later. */
  copyToMemory(): Database {
    const copy = new Database(":memory:", "copy");
    const parts = this.all<{ type: string; name: string; sql: string }>(
      "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    );
    const tables = parts.filter((part) => part.type === "table");
    copy.transaction(() => {
      for (const { name, sql } of tables) {
        copy.execute(sql);
        for (const row of this.#connection.prepare(`SELECT * FROM ${name}`).iterate()) {
          const values = Object.values(row);
          copy.run(`INSERT INTO ${name} VALUES (${values.map(() => "?").join()})`, ...values);
        }
      }
      // What the triggers of the original do is among the changes that the copy is told of.
      for (const part of parts) if (part.type === "index") copy.execute(part.sql);
    });
    return copy;
  }

  /** Records what is changed from now on. */
  recordChanges(): Changes {
    let session = this.#connection.createSession();
    return {
      take: () => {
        const changes = session.changeset();
        if (changes.length === 0) return changes;
        session.close();
        session = this.#connection.createSession();
        return changes;
      },
      stop: () => session.close(),
    };
  }

  /** Does in a copy what was done in its original. */
  applyChanges(changes: Uint8Array): void {
    if (!this.#connection.applyChangeset(changes))
      throw new Error("a copy of the database differs from what it copies");
  }

  /**
   * Writes all of the database into a file, a piece at a time, so that calls are answered meanwhile; what they change is
   * in it too. One transaction of SQLite's: a file that is not complete is no database.
   */
  async backUpTo(file: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await backup(this.#connection, file);
        return;
      } catch (error) {
        if (attempt === MAX_BACKUP_ATTEMPTS || !isBusyAtStart(error)) throw error;
      }
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

/** An attempt meets a write transaction in about 2 % of backups under constant writes. */
const MAX_BACKUP_ATTEMPTS = 100;

/**
 * Whether a backup failed because a write transaction was open at its first step. node:sqlite goes on after SQLITE_BUSY at
 * later steps, but reports it at the first one as an error with the code 0, "not an error".
 */
function isBusyAtStart(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === 0;
}
