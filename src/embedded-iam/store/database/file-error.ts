import { OperatorError } from "../../../platform/operator-error.ts";
/** A database file cannot be used. The message names the file, the problem and a remedy. The file is unchanged. */
export class EmbeddedIamFileError extends OperatorError {
  readonly file: string;

  constructor(file: string, problem: string, remedy: string, options?: ErrorOptions) {
    super(`The embedded IAM cannot use ${file}: ${problem} ${remedy}`, options);
    this.name = "EmbeddedIamFileError";
    this.file = file;
  }
}

/** Whether the error means that another process has the file open. */
export function isTaken(error: unknown): boolean {
  if (!(error instanceof EmbeddedIamFileError) || !(error.cause instanceof Error)) return false;
  return "errcode" in error.cause && typeof error.cause.errcode === "number" && (error.cause.errcode & 0xff) === 5;
}

export const remedies = {
  chooseAnother: "Choose another file (IAMQL_EMBEDDED_IAM_FILE), or move this one away.",
  update: "Start that newer version, or choose another file (IAMQL_EMBEDDED_IAM_FILE).",
  matchAccount:
    "Set IAMQL_EMBEDDED_IAM_ACCOUNT_ID to the file's account, or choose another file (IAMQL_EMBEDDED_IAM_FILE).",
  matchPartition:
    "Set IAMQL_EMBEDDED_IAM_PARTITION to the file's partition, or choose another file (IAMQL_EMBEDDED_IAM_FILE).",
  stopOther: "Stop that process, or choose another file (IAMQL_EMBEDDED_IAM_FILE).",
  restore: "Restore it from a backup, or move it away to start with a new file.",
  freeSpace: "Free space on the disk, or choose another file (IAMQL_EMBEDDED_IAM_FILE).",
  permit:
    "Make the file and its folder readable and writable for this user, or choose another file (IAMQL_EMBEDDED_IAM_FILE).",
} as const;

/** SQLite's primary result codes that concern the file, not the statement. */
const sqliteProblems: ReadonlyMap<number, readonly [problem: string, remedy: string]> = new Map([
  [5, ["another running process has it open.", remedies.stopOther]],
  [8, ["it is not writable.", remedies.permit]],
  [10, ["reading or writing it failed.", remedies.permit]],
  [11, ["it is damaged.", remedies.restore]],
  [13, ["the disk is full.", remedies.freeSpace]],
  [14, ["it cannot be opened.", remedies.permit]],
  [26, ["it is not an SQLite database.", remedies.chooseAnother]],
]);

/** The file system's error codes that concern the path or its permissions. */
const fileSystemProblems: ReadonlyMap<string, string> = new Map([
  ["EACCES", "permission is denied."],
  ["EPERM", "permission is denied."],
  ["EROFS", "the file system is read-only."],
  ["ENOTDIR", "a part of its path is not a folder."],
  ["EEXIST", "a part of its path is not a folder."],
  ["EISDIR", "it is a folder."],
  ["ENOENT", "its path does not exist."],
  ["ENOSPC", "the disk is full."],
]);

/** Converts an error of SQLite or the file system into an EmbeddedIamFileError. Returns other errors unchanged. */
export function asFileError(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof EmbeddedIamFileError) return error;
  if ("errcode" in error && typeof error.errcode === "number") {
    const found = sqliteProblems.get(error.errcode & 0xff);
    if (found !== undefined) return new EmbeddedIamFileError(file, found[0], found[1], { cause: error });
  }
  if ("syscall" in error && "code" in error && typeof error.code === "string") {
    const problem = fileSystemProblems.get(error.code) ?? `the system reports ${error.code}.`;
    const remedy = error.code === "ENOSPC" ? remedies.freeSpace : remedies.permit;
    return new EmbeddedIamFileError(file, problem, remedy, { cause: error });
  }
  return error;
}
