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
import { type Account, readAccount, writeAccount } from "./account.ts";
import { Database } from "./database/database.ts";
import { asFileError, EmbeddedIamFileError, remedies } from "./database/file-error.ts";
import { migrate, schemaTables, schemaVersion } from "./database/migrations.ts";

/** "IAMQ" in ASCII: the `application_id` by which the service knows its own files. */
const applicationId = 0x49414d51;

/**
 * How much of the file is read where the system has it in memory already, without a call and a copy for each page: in a
 * large account nearly every look-up leads to a page that was not read lately. An account of 1,000,000 users fits.
 */
const mappedBytes = 256 * 1024 * 1024;

export interface OpenedDatabase {
  readonly database: Database;
  readonly account: Account;
}

/**
 * Opens the database, for this process alone, and brings its schema up to date. A file that is not there is made, with
 * its folders, readable by its owner only; `fill` runs in the transaction that makes the tables, so that a file counts
 * as new until all of it is there. A file that cannot be used is EmbeddedIamFileError, and stays as it was.
 */
export function openDatabase(
  name: string,
  newAccount: Account,
  fill: (opened: OpenedDatabase) => void,
): OpenedDatabase {
  // SQLite would read a name such as "file:x?mode=memory" as more than a path.
  let file = name === ":memory:" ? name : resolve(name);
  let database: Database | undefined;
  try {
    if (file !== ":memory:") file = resolveLinks(file);
    const isNew = file === ":memory:" || makeFile(file);
    if (!isNew) inspect(file, newAccount.accountId);
    // The file may have been copied into place with another mode.
    if (file !== ":memory:") restrictToOwner(file);
    database = new Database(file);
    return setUp(database, file, newAccount, fill);
  } catch (error) {
    database?.close();
    throw asFileError(file, error);
  }
}

/** SQLite puts its companions beside the file itself: they must be looked for there, not beside a link to it. */
function resolveLinks(file: string): string {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ? realpathSync(file) : file;
}

/** Makes the file unless it is there, and tells whether there was nothing in it. */
function makeFile(file: string): boolean {
  makeFolder(dirname(file));
  try {
    // Exclusively, so that an existing file is not touched. SQLite gives its write-ahead log the same mode.
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
 * Reads what the file says of itself, without writing. (Not by `fs`: if this process has the file open already, closing a
 * second descriptor would drop its locks on it.) What a process that was killed has left in the write-ahead log counts too.
 */
function inspect(file: string, accountId: string): void {
  const left = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  const hadIndex = existsSync(`${file}-shm`);
  const database = new Database(file, left > 0 ? "read-only" : "immutable");
  try {
    requireOurs(database, file, accountId);
  } finally {
    database.close();
    // Of the log SQLite makes an index when it reads it.
    if (!hadIndex) rmSync(`${file}-shm`, { force: true });
  }
}

function setUp(
  database: Database,
  file: string,
  newAccount: Account,
  fill: (opened: OpenedDatabase) => void,
): OpenedDatabase {
  // Asked of SQLite, not of the file's size: a first start that was cut short can leave a journal by which opening it has
  // just undone all there was. The id comes before WAL is entered, so that it is in the file itself, where `inspect` looks.
  if (database.pragma("page_count") === 0) database.execute(`PRAGMA application_id = ${applicationId}`);
  database.useWriteAheadLog();
  database.execute(`PRAGMA mmap_size = ${mappedBytes}`);
  // Again: the write-ahead log, which only now is read, may say otherwise than the file.
  requireOurs(database, file, newAccount.accountId);
  const version = database.pragma("user_version");
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
  return { database, account };
}

/** Refuses a file of another application, of a newer version of this service, or of another account. */
function requireOurs(database: Database, file: string, accountId: string): void {
  const owner = database.pragma("application_id");
  const tables = database
    .all<{ name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .map((table) => table.name);
  if (owner !== applicationId) {
    const found = `its application_id is ${owner}, and the embedded IAM's is ${applicationId}.`;
    throw new EmbeddedIamFileError(
      file,
      `it is a SQLite file of another application: ${found}`,
      remedies.chooseAnother,
    );
  }
  const version = database.pragma("user_version");
  if (version > schemaVersion) {
    const found = `its schema is version ${version}, and this version of iamql knows up to ${schemaVersion}.`;
    throw new EmbeddedIamFileError(file, `a newer version of iamql wrote it: ${found}`, remedies.update);
  }
  const unknownTables = tables.filter((table) => !schemaTables.includes(table));
  if (unknownTables.length > 0) {
    const found = `it has tables that the embedded IAM does not (${unknownTables.join(", ")}).`;
    throw new EmbeddedIamFileError(
      file,
      `it is a SQLite file of another application: ${found}`,
      remedies.chooseAnother,
    );
  }
  const found = tables.includes("account") ? readAccount(database)?.accountId : undefined;
  if (found !== undefined && found !== accountId) {
    const problem = `it holds account ${found}, and account ${accountId} was asked for.`;
    throw new EmbeddedIamFileError(file, problem, remedies.matchAccount);
  }
}
