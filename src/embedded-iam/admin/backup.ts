import { randomUUID } from "node:crypto";
import { closeSync, constants, copyFileSync, existsSync, linkSync, openSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { OperatorError } from "../../platform/operator-error.ts";
import type { Database } from "../store/index.ts";

/** A backup failed. The message names the file, the problem and a remedy. */
export class BackupError extends OperatorError {
  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`No backup was made to ${file}: ${problem}`, options);
    this.name = "BackupError";
  }
}

/**
 * Copies the database, while it is in use, into a new file with mode 0600. The copy is written under a temporary name
 * in the same folder and then linked, so that the file is complete when it appears and no existing file is overwritten.
 * @throws BackupError
 */
export async function backUp(database: Database, file: string): Promise<void> {
  if (file.includes("\0"))
    throw new BackupError(file.replaceAll("\0", "\\0"), "the file name contains a NUL character.");
  if (existsSync(file)) throw alreadyExists(file);
  // A unique name: two concurrent backups to the same file must not remove each other's partial copy.
  const partial = join(dirname(file), `.iamql-${randomUUID()}.partial`);
  try {
    // SQLite creates its journal files with the mode of the database file.
    closeSync(openSync(partial, "wx", 0o600));
    await database.backUpTo(partial);
    putInPlace(partial, file);
  } catch (error) {
    throw asBackupError(file, error);
  } finally {
    for (const suffix of ["", "-journal", "-wal", "-shm"]) removeIfPossible(`${partial}${suffix}`);
  }
}

/** Ignores errors: their cause has already made the backup fail, and that error is reported. */
function removeIfPossible(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {}
}

/** Links the copy to its final name. Unlike a rename, this fails if a file of that name exists. */
function putInPlace(partial: string, file: string): void {
  try {
    linkSync(partial, file);
  } catch (error) {
    if (codeOf(error) === "EEXIST") throw error;
    // The file system has no hard links.
    copyFileSync(partial, file, constants.COPYFILE_EXCL);
  }
}

function asBackupError(file: string, error: unknown): unknown {
  switch (codeOf(error)) {
    case "EEXIST":
      return alreadyExists(file);
    case "ENOENT":
    case "ENOTDIR":
      return new BackupError(file, `the folder ${dirname(file)} does not exist. Create it first.`, { cause: error });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new BackupError(file, "the folder is not writable. Choose a file in another folder.", { cause: error });
    case "ENAMETOOLONG":
      return new BackupError(file, "the file name is too long. Choose a shorter one.", { cause: error });
    case "ENOSPC":
      return new BackupError(file, "the disk is full.", { cause: error });
    case undefined:
      return error;
    default:
      return new BackupError(file, `the system reports: ${error instanceof Error ? error.message : error}.`, {
        cause: error,
      });
  }
}

function alreadyExists(file: string): BackupError {
  return new BackupError(file, "the file already exists. Choose another name.");
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
