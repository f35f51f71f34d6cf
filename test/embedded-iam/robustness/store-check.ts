import { copyFileSync, existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/**
 * Returns the problems that SQLite's own checks find in a database file that no process has open. The checks run on a
 * copy, including its journal files, so that only the service recovers the original.
 */
export function storeFaults(file: string): unknown[] {
  const copy = `${file}.copy`;
  for (const suffix of ["", "-wal", "-journal"]) {
    if (existsSync(file + suffix)) copyFileSync(file + suffix, copy + suffix);
  }
  const database = new DatabaseSync(copy);
  try {
    const integrity = database.prepare("PRAGMA integrity_check").all();
    const faults = integrity.filter((row) => row["integrity_check"] !== "ok");
    return [...faults, ...database.prepare("PRAGMA foreign_key_check").all()];
  } finally {
    database.close();
  }
}
