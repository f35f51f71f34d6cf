import { chmodSync, existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/**
 * Opens an SQLite file for this process alone. Other processes are locked out from the first read or write until the
 * connection is closed. SQLite's own errors pass through.
 * @param file a path, or ":memory:"
 */
export function openExclusively(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true });
  // Before WAL mode is entered: SQLite then keeps the WAL index in memory instead of sharing it through a file.
  database.exec("PRAGMA locking_mode = EXCLUSIVE");
  return database;
}

/** Enters WAL mode. Every transaction is on disk when its COMMIT returns. */
export function useWriteAheadLog(database: DatabaseSync): void {
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
}

/** The value of a numeric pragma, such as `user_version`. */
export function readPragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}

/** Makes a database file, and the files that SQLite keeps beside it, readable by its owner only. SQLite gives new ones the same mode. */
export function restrictToOwner(file: string): void {
  for (const part of [file, `${file}-wal`, `${file}-journal`]) if (existsSync(part)) chmodSync(part, 0o600);
}
