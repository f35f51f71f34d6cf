import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  openSync,
  realpathSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import { makeFolder } from "../../platform/make-folder.ts";
import { restrictToOwner } from "../../platform/sqlite.ts";
import { type Account, readAccount, readIdentity, writeAccount } from "./account.ts";
import { Database } from "./database/database.ts";
import { asFileError, EmbeddedIamFileError, remedies } from "./database/file-error.ts";
import { migrate, schemaTables, schemaVersion } from "./database/migrations/index.ts";

/** The `application_id` of the service's files: "IAMQ" in ASCII. */
const applicationId = 0x49414d51;

/**
 * How much of the file is memory-mapped, so that reading a cached page needs no system call and no copy. In a large
 * account nearly every look-up reads a page that was not used lately. An account of 1,000,000 users fits.
 */
const mappedBytes = 256 * 1024 * 1024;

/** An open database and the account in it. */
export interface OpenedDatabase {
  readonly database: Database;
  readonly account: Account;
  /** The copy of the database that was made before its migration, if it was of an older version. */
  readonly backup?: string;
}

/**
 * Opens the database for this process alone and migrates its schema. A missing file is created, with its folders, with
 * mode 0600. `fill` runs in the transaction that creates the tables, so that a file counts as new until it is filled.
 * @throws EmbeddedIamFileError if the file cannot be used; the file stays unchanged
 */
export function openDatabase(
  name: string,
  newAccount: Account,
  fill: (opened: OpenedDatabase) => void,
): OpenedDatabase {
  // SQLite would interpret a name such as "file:x?mode=memory" as a URI.
  let file = name === ":memory:" ? name : resolve(name);
  let database: Database | undefined;
  try {
    if (file !== ":memory:") file = resolveLinks(file);
    const isNew = file === ":memory:" || makeFile(file);
    if (!isNew) inspect(file, newAccount);
    // The file may have been copied into place with another mode.
    if (file !== ":memory:") restrictToOwner(file);
    database = new Database(file);
    return setUp(database, file, newAccount, fill);
  } catch (error) {
    database?.close();
    throw asFileError(file, error);
  }
}

/** Resolves a link: SQLite creates the write-ahead log beside the file itself, not beside the link. */
function resolveLinks(file: string): string {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ? realpathSync(file) : file;
}

/** Creates the file if it does not exist. Returns whether it is empty. */
function makeFile(file: string): boolean {
  makeFolder(dirname(file));
  try {
    // Exclusive mode keeps an existing file unchanged. SQLite creates the write-ahead log with the same mode.
    closeSync(openSync(file, "wx", 0o600));
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  const found = statSync(file);
  if (!found.isFile()) throw new EmbeddedIamFileError(file, "it is not a file.", remedies.chooseAnother);
  accessSync(file, constants.R_OK | constants.W_OK);
  return found.size === 0;
}

/**
 * Checks an existing file without writing to it. A write-ahead log that a killed process left behind is read too. The
 * check does not use `fs`: if this process already has the file open, closing a second descriptor would drop its locks.
 */
function inspect(file: string, account: Account): void {
  const left = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  const hadIndex = existsSync(`${file}-shm`);
  const database = new Database(file, left > 0 ? "read-only" : "immutable");
  try {
    requireOurs(database, file, account);
  } finally {
    database.close();
    // SQLite creates an index of the log when it reads it.
    if (!hadIndex) rmSync(`${file}-shm`, { force: true });
  }
}

function setUp(
  database: Database,
  file: string,
  newAccount: Account,
  fill: (opened: OpenedDatabase) => void,
): OpenedDatabase {
  // The page count comes from SQLite, not from the file's size: opening the file may have rolled back an interrupted
  // first start. The id is written before WAL mode is entered, so that it is in the file itself, where `inspect` reads
  // it.
  if (database.pragma("page_count") === 0) database.execute(`PRAGMA application_id = ${applicationId}`);
  database.useWriteAheadLog();
  database.execute(`PRAGMA mmap_size = ${mappedBytes}`);
  // Checked again, because the write-ahead log, which is only read now, can differ from the file.
  requireOurs(database, file, newAccount);
  const version = database.pragma("user_version");
  const backup = version > 0 && version < schemaVersion ? backUpBefore(database, file, version) : undefined;
  const account = database.transaction(() => {
    if (version < schemaVersion) migrate(database, version);
    const present = readAccount(database);
    if (present !== undefined) return present;
    writeAccount(database, newAccount);
    fill({ database, account: newAccount });
    return newAccount;
  });
  if (version < schemaVersion) database.checkpoint();
  database.watchFile();
  return { database, account, ...(backup !== undefined && { backup }) };
}

/**
 * Copies the database of an older version into a new file beside it, with mode 0600. SQLite copies it in one step, with
 * the changes in the write-ahead log.
 */
function backUpBefore(database: Database, file: string, version: number): string {
  const copy = freeName(`${file}.v${version}`);
  try {
    closeSync(openSync(copy, "wx", 0o600));
    database.copyTo(copy);
    return copy;
  } catch (error) {
    rmSync(copy, { force: true });
    throw error;
  }
}

function freeName(name: string): string {
  for (let number = 1; ; number += 1) {
    const free = number === 1 ? `${name}.backup` : `${name}-${number}.backup`;
    if (!existsSync(free)) return free;
  }
}

/** Rejects a file of another application, of a newer version of this service, or of another account or partition. */
function requireOurs(database: Database, file: string, account: Account): void {
  const owner = database.pragma("application_id");
  const tables = database
    .all<{ name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .map((table) => table.name);
  if (owner !== applicationId) {
    const found = `its application_id is ${owner} instead of ${applicationId}.`;
    throw new EmbeddedIamFileError(
      file,
      `it is an SQLite file of another application: ${found}`,
      remedies.chooseAnother,
    );
  }
  const version = database.pragma("user_version");
  if (version > schemaVersion) {
    const found = `its schema has version ${version}, and this version of iamql supports up to ${schemaVersion}.`;
    throw new EmbeddedIamFileError(file, `a newer version of iamql wrote it: ${found}`, remedies.update);
  }
  const unknownTables = tables.filter((table) => !schemaTables.includes(table));
  if (unknownTables.length > 0) {
    const found = `it has unknown tables (${unknownTables.join(", ")}).`;
    throw new EmbeddedIamFileError(
      file,
      `it is an SQLite file of another application: ${found}`,
      remedies.chooseAnother,
    );
  }
  const found = tables.includes("account") ? readIdentity(database, version) : undefined;
  if (found !== undefined && found.accountId !== account.accountId) {
    const problem = `it belongs to account ${found.accountId}, but account ${account.accountId} is configured.`;
    throw new EmbeddedIamFileError(file, problem, remedies.matchAccount);
  }
  if (found !== undefined && found.partition !== account.partition) {
    const problem = `it belongs to the partition ${found.partition}, but the partition ${account.partition} is configured.`;
    throw new EmbeddedIamFileError(file, problem, remedies.matchPartition);
  }
}
