import type { Partition } from "../../iam-model/arns.ts";
import type { Database } from "./database/database.ts";

/** The account's own data. */
export interface Account {
  readonly accountId: string;
  /** The second part of the account's ARNs: `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: Partition;
  readonly createDate: string;
  /** Secret: authenticates markers. It is stored, so that markers stay valid after a restart. */
  readonly markerKey: Uint8Array;
}

/** Returns the account's row; undefined if the database is not set up yet. */
export function readAccount(database: Database): Account | undefined {
  return database.get<Account>(
    "SELECT account_id AS accountId, partition, create_date AS createDate, marker_key AS markerKey FROM account",
  );
}

/** Returns the account's id and partition, also from an older version of the schema; undefined if there is no account yet. */
export function readIdentity(
  database: Database,
  schemaVersion: number,
): Pick<Account, "accountId" | "partition"> | undefined {
  // Before version 7, all accounts were in the partition aws.
  const partition = schemaVersion < 7 ? "'aws'" : "partition";
  return database.get<Pick<Account, "accountId" | "partition">>(
    `SELECT account_id AS accountId, ${partition} AS partition FROM account`,
  );
}

/** Inserts the account's row into a new database. */
export function writeAccount(database: Database, account: Account): void {
  database.run(
    "INSERT INTO account (account_id, partition, create_date, marker_key) VALUES (?, ?, ?, ?)",
    account.accountId,
    account.partition,
    account.createDate,
    account.markerKey,
  );
}

/** When the root user's password was changed and used; `lastUsed` is null if never. */
export interface RootPassword {
  readonly lastChanged: string;
  readonly lastUsed: string | null;
}

/** The password of the account's root user, without a secret: the service has no sign-in. */
export class RootPasswordStore {
  readonly #database: Database;
  readonly #accountId: string;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
  }

  /** Undefined if the root user has no password. */
  find(): RootPassword | undefined {
    return this.#database.get<RootPassword>(
      "SELECT last_changed AS lastChanged, last_used AS lastUsed FROM root_passwords WHERE account_id = ?",
      this.#accountId,
    );
  }

  insert({ lastChanged, lastUsed }: RootPassword): void {
    this.#database.run(
      "INSERT INTO root_passwords (account_id, last_changed, last_used) VALUES (?, ?, ?)",
      this.#accountId,
      lastChanged,
      lastUsed,
    );
  }
}

/** Owner of an access key or an assigned MFA device: a user id, or null for the account's root user. */
export type OwnerId = string | null;

/** The account's alias: at most one. */
export class AccountAliasStore {
  readonly #database: Database;
  readonly #accountId: string;

  constructor(database: Database, accountId: string) {
    this.#database = database;
    this.#accountId = accountId;
  }

  find(): string | undefined {
    const sql = "SELECT alias FROM account_aliases WHERE account_id = ?";
    return this.#database.get<{ alias: string }>(sql, this.#accountId)?.alias;
  }

  /** Whether another account has the alias. */
  isTaken(alias: string): boolean {
    const sql = "SELECT count(*) AS count FROM account_aliases WHERE alias = ? AND account_id <> ?";
    return this.#database.count(sql, alias, this.#accountId) > 0;
  }

  /** Sets or replaces the alias. */
  set(alias: string): void {
    this.delete();
    this.#database.run("INSERT INTO account_aliases (alias, account_id) VALUES (?, ?)", alias, this.#accountId);
  }

  delete(): void {
    this.#database.run("DELETE FROM account_aliases WHERE account_id = ?", this.#accountId);
  }
}
