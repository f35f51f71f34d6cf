import { closeSync, existsSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { makeFolder } from "../platform/make-folder.ts";
import { OperatorError } from "../platform/operator-error.ts";
import { openExclusively, readPragma, restrictToOwner, useWriteAheadLog } from "../platform/sqlite.ts";

/** "IQST" in ASCII: the `application_id` of the gateway's state files. */
const applicationId = 0x49515354;
const schemaVersion = 2;

/** A state file that cannot be used. The message says why and what to do. */
export class StateFileError extends OperatorError {
  override readonly name = "StateFileError";
  /** Whether another process has the file open. */
  readonly isTaken: boolean;

  constructor(file: string, problem: string, isTaken = false) {
    super(`The gateway's state file ${file} cannot be used: ${problem}`);
    this.isTaken = isTaken;
  }
}

/**
 * Opens the gateway's state file, an SQLite database, exclusively for this process. Creates it if it does not exist, readable by
 * its owner only. A statement is on disk when it returns. ":memory:" stores nothing.
 * @throws StateFileError
 */
export function openStateFile(name: string): DatabaseSync {
  const file = name === ":memory:" ? name : resolve(name);
  try {
    if (file !== ":memory:") makeFile(file);
    const database = openExclusively(file);
    try {
      setUp(database, file);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    if (error instanceof StateFileError) throw error;
    throw new StateFileError(file, problemOf(error), isLocked(error));
  }
}

function makeFile(file: string): void {
  makeFolder(dirname(file));
  if (!existsSync(file)) closeSync(openSync(file, "a", 0o600));
  // It may have been copied into place.
  restrictToOwner(file);
}

function setUp(database: DatabaseSync, file: string): void {
  const isNew = readPragma(database, "page_count") === 0;
  if (!isNew && readPragma(database, "application_id") !== applicationId) {
    throw new StateFileError(file, "it is a SQLite file of another application. Set IAMQL_STATE_FILE to another path.");
  }
  if (readPragma(database, "user_version") > schemaVersion) {
    throw new StateFileError(
      file,
      "a newer version of iamql wrote it. Update iamql, or set IAMQL_STATE_FILE to another path.",
    );
  }
  useWriteAheadLog(database);
  // The lock is taken by the first write, and every start writes.
  database.exec(`BEGIN IMMEDIATE; PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion};
    CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS idempotency (
      caller TEXT NOT NULL, key TEXT NOT NULL, content BLOB NOT NULL, begun INTEGER NOT NULL, answer TEXT,
      PRIMARY KEY (caller, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS idempotency_by_age ON idempotency (begun);
    CREATE TABLE IF NOT EXISTS credential_changes (
      user_name TEXT NOT NULL, credential TEXT NOT NULL, changed_at INTEGER NOT NULL,
      PRIMARY KEY (user_name, credential)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS device_searches (
      account_id TEXT PRIMARY KEY, as_of INTEGER NOT NULL, other_devices INTEGER NOT NULL, root_devices INTEGER NOT NULL,
      holders TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    COMMIT`);
}

function isLocked(error: unknown): boolean {
  return /locked|busy/i.test(messageOf(error));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function problemOf(error: unknown): string {
  const message = messageOf(error);
  if (isLocked(error)) {
    return "another process has it open. Stop that one, or set IAMQL_STATE_FILE to another path for each gateway.";
  }
  if (/not a database|malformed/i.test(message))
    return "it is not an SQLite database. Set IAMQL_STATE_FILE to another path.";
  if (/\bfull\b|no space/i.test(message))
    return `${message}. Free space on the disk, or set IAMQL_STATE_FILE to another path.`;
  return `${message}. Set IAMQL_STATE_FILE to a path that this process may write to.`;
}
