import { copyFileSync, existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/**
 * What SQLite's own checks have against a database file that no process has open: none, if all is well. They look at a
 * copy, files beside it included, so that recovering the original is left to the service.
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
