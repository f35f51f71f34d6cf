import { backup, DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { DatabaseFile } from "../../../platform/database-file.ts";
import { openExclusively, readPragma, useWriteAheadLog } from "../../../platform/sqlite.ts";

/** Recorded changes of a database, for its replica. */
export interface Changes {
  /** Returns the changes committed since the last call, for `applyChanges`; empty if there are none. */
  take(): Uint8Array;
  stop(): void;
}

/**
 * One SQLite connection with its prepared statements. All statements are constants, so that each is compiled once, on
 * first use. Owned by one `EmbeddedIam`, from start to close.
 */
export class Database {
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #file: DatabaseFile | undefined;

  /**
   * Opens a file, which must exist, or ":memory:".
   * - `exclusive`: for this process alone.
   * - `immutable`: for reading. SQLite takes no lock, and ignores the write-ahead log.
   * - `read-only`: for reading, including the write-ahead log.
   * - `copy`: a replica that is changed only by `applyChanges`.
   * SQLite's errors are passed on.
   */
  constructor(file: string, mode: "exclusive" | "immutable" | "read-only" | "copy" = "exclusive") {
    if (mode === "read-only") {
      this.#connection = new DatabaseSync(file, { readOnly: true });
      return;
    }
    if (mode === "copy") {
      // A replica receives each cascaded deletion as a change, so it must not cascade itself.
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

  /** Returns the first row, or undefined. `Row` must name the statement's columns; all tables are STRICT. */
  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  /** Returns all rows. `Row` must name the statement's columns; all tables are STRICT. */
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  /** Runs a statement and returns the number of changed rows. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  /** Runs several statements without parameters, such as migrations and pragmas. */
  execute(sql: string): void {
    this.#connection.exec(sql);
  }

  /** Returns a count from a statement with one column named `count`. */
  count(sql: string, ...values: SQLInputValue[]): number {
    return this.get<{ count: number }>(sql, ...values)?.count ?? 0;
  }

  /** Returns the value of a numeric pragma. */
  pragma(name: string): number {
    return readPragma(this.#connection, name);
  }

  /** Enters WAL mode; every transaction is on disk when it returns. */
  useWriteAheadLog(): void {
    useWriteAheadLog(this.#connection);
  }

  /** Makes later transactions fail if the file or its write-ahead log, which must exist, is deleted or replaced. */
  watchFile(): void {
    this.#file = new DatabaseFile(this.#connection);
  }

  /**
   * Runs `work` in a transaction, or as a part of the current one. If `work` throws, nothing is changed.
   * @throws DatabaseFileLost, before `work`, if the file was deleted or replaced (see `watchFile`)
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
      // A failed COMMIT, for example on a full disk, may have rolled back already.
      if (this.#connection.isTransaction) this.#connection.exec("ROLLBACK");
      throw error;
    }
  }

  /** Copies the present content into memory. */
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
      // Triggers are not copied: their effects are among the recorded changes.
      for (const part of parts) if (part.type === "index") copy.execute(part.sql);
    });
    return copy;
  }

  /** Records all changes from now on. */
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

  /** Applies the changes of the original to its replica. */
  applyChanges(changes: Uint8Array): void {
    if (!this.#connection.applyChangeset(changes))
      throw new Error("a copy of the database differs from what it copies");
  }

  /**
   * Copies the whole database into a file, a few pages at a time, so that calls are answered meanwhile. Concurrent
   * changes are included. The copy is one SQLite transaction: an incomplete file is not a valid database.
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

  /** Copies the whole database into an empty file, outside of a transaction. */
  copyTo(file: string): void {
    this.#connection.prepare("VACUUM INTO ?").run(file);
  }

  /** Moves the whole write-ahead log into the file. */
  checkpoint(): void {
    this.#connection.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  /** Closes the connection. SQLite moves the write-ahead log into the file first. */
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

/** Under constant writes, about 2 % of the attempts meet a write transaction. */
const MAX_BACKUP_ATTEMPTS = 100;

/**
 * Whether a backup failed because a write transaction was open at its first step. node:sqlite retries SQLITE_BUSY at
 * later steps, but reports it at the first step as an error with the code 0, "not an error".
 */
function isBusyAtStart(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === 0;
}
