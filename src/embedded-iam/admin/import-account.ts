import { randomBytes } from "node:crypto";
import { rmSync, statSync } from "node:fs";
import type { ArnAccount } from "../arns.ts";
import { openDatabase } from "../store/index.ts";
import { timestamp } from "../timestamp.ts";
import { AccountImportError, readAccountDocument } from "./account-document.ts";
import { fillImportedAccount, type ImportedCounts } from "./fill-imported-account.ts";

/** Where an account is imported. */
export interface ImportTarget extends ArnAccount {
  /** A path without a file. */
  readonly file: string;
}

/**
 * Makes a database from the parsed output of `aws iam get-account-authorization-details`. If it fails, there is no file.
 * @throws AccountImportError if the document is faulty or belongs to another account, or the file already exists;
 * EmbeddedIamFileError if the file cannot be written
 */
export function importAccount({ file, accountId, partition }: ImportTarget, document: unknown): ImportedCounts {
  const read = readAccountDocument(document);
  const exists = new AccountImportError(
    [],
    `the file ${file} already exists. Set IAMQL_EMBEDDED_IAM_FILE to a new file`,
  );
  if (statSync(file, { throwIfNoEntry: false })?.size) throw exists;
  const account = { accountId, partition, createDate: timestamp(new Date()), markerKey: randomBytes(32) };
  let isNew = false;
  let counts: ImportedCounts | undefined;
  try {
    const { database } = openDatabase(file, account, (opened) => {
      isNew = true;
      counts = fillImportedAccount(opened, read, randomBytes);
    });
    database.close();
  } catch (error) {
    if (isNew) for (const suffix of ["", "-wal", "-shm"]) rmSync(`${file}${suffix}`, { force: true });
    throw error;
  }
  // Another process made the file in the meantime.
  if (counts === undefined) throw exists;
  return counts;
}
