import { randomUUID } from "node:crypto";
import { closeSync, constants, copyFileSync, existsSync, linkSync, openSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { OperatorError } from "../../platform/operator-error.ts";
import type { Database } from "../store/database.ts";

/** A backup that cannot be made; the message names the file and says what to do. */
export class BackupError extends OperatorError {
  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`No backup was made to ${file}: ${problem}`, options);
    this.name = "BackupError";
  }
}

/**
 * Copies the database into a new file, for its owner only, while the database is in use. The copy is made under another
 * name beside it, so that what bears the file's name is complete, and never overwrites what was there.
 * @throws BackupError
 */
export async function backUp(database: Database, file: string): Promise<void> {
  if (file.includes("\0")) throw new BackupError(file.replaceAll("\0", "\\0"), "no file's name has a NUL in it.");
  if (existsSync(file)) throw alreadyThere(file);
  // Of its own: two copies to the same place at the same time must not remove each other's.
  const partial = join(dirname(file), `.iamql-${randomUUID()}.partial`);
  try {
    // SQLite gives the files that it puts beside a database the same mode.
    closeSync(openSync(partial, "wx", 0o600));
    await database.backUpTo(partial);
    putInPlace(partial, file);
  } catch (error) {
    throw asBackupError(file, error);
  } finally {
    for (const suffix of ["", "-journal", "-wal", "-shm"]) removeIfPossible(`${partial}${suffix}`);
  }
}

/** What keeps a file from being removed kept the copy from being made, and that is what is told. */
function removeIfPossible(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {}
}

/** Gives the copy its name; unlike a renaming, this fails if there is a file of that name by now. */
function putInPlace(partial: string, file: string): void {
  try {
    linkSync(partial, file);
  } catch (error) {
    if (codeOf(error) === "EEXIST") throw error;
    // A file system without hard links.
    copyFileSync(partial, file, constants.COPYFILE_EXCL);
  }
}

function asBackupError(file: string, error: unknown): unknown {
  switch (codeOf(error)) {
    case "EEXIST":
      return alreadyThere(file);
    case "ENOENT":
    case "ENOTDIR":
      return new BackupError(file, `there is no folder ${dirname(file)}. Make it first.`, { cause: error });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new BackupError(file, "its folder may not be written to. Name a file in another.", { cause: error });
    case "ENAMETOOLONG":
      return new BackupError(file, "its name is too long. Choose a shorter one.", { cause: error });
    case "ENOSPC":
      return new BackupError(file, "the disk is full.", { cause: error });
    case undefined:
      return error;
    default:
      return new BackupError(file, `the system says: ${error instanceof Error ? error.message : error}.`, {
        cause: error,
      });
  }
}

function alreadyThere(file: string): BackupError {
  return new BackupError(file, "it is there already. Name a file that is not.");
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
