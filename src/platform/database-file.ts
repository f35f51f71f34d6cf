import { statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";

/** A database file that was deleted or replaced while it was open. Further writes would be lost when the process ends. */
export class DatabaseFileLost extends Error {
  override readonly name = "DatabaseFileLost";

  constructor(file: string) {
    super(
      `${file} was deleted or replaced while this process had it open, so nothing can be stored. Put the file back if possible, and restart this process.`,
    );
  }
}

/**
 * Notices when the files of an open SQLite database in WAL mode are deleted or replaced. SQLite itself does not: it continues to
 * write into files without a path.
 */
export class DatabaseFile {
  /** The identity of the file at each path when the database was opened. */
  readonly #identities: ReadonlyMap<string, string | undefined>;

  /** The write-ahead log must exist. SQLite creates it when the database is first read. */
  constructor(database: DatabaseSync) {
    const file = database.location();
    const paths = file === null ? [] : [file, `${file}-wal`];
    this.#identities = new Map(paths.map((path) => [path, identityOf(path)]));
  }

  /** Takes a few microseconds. Does nothing for a database in memory. @throws DatabaseFileLost */
  requireInPlace(): void {
    for (const [path, identity] of this.#identities) {
      if (identityOf(path) !== identity) throw new DatabaseFileLost(path);
    }
  }
}

function identityOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found && `${found.dev}:${found.ino}`;
}
