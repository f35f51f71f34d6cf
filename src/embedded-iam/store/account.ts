import type { Database } from "./database/database.ts";

/** The account's own data. */
export interface Account {
  readonly accountId: string;
  readonly createDate: string;
  /** Secret: authenticates markers. It is stored, so that markers stay valid after a restart. */
  readonly markerKey: Uint8Array;
}

/** Returns the account's row; undefined if the database is not set up yet. */
export function readAccount(database: Database): Account | undefined {
  return database.get<{ accountId: string; createDate: string; markerKey: Uint8Array }>(
    "SELECT account_id AS accountId, create_date AS createDate, marker_key AS markerKey FROM account",
  );
}

/** Inserts the account's row into a new database. */
export function writeAccount(database: Database, account: Account): void {
  database.run(
    "INSERT INTO account (only_row, account_id, create_date, marker_key) VALUES (1, ?, ?, ?)",
    account.accountId,
    account.createDate,
    account.markerKey,
  );
}

/** Owner of an access key or an assigned MFA device: a user id, or null for the account's root user. */
export type OwnerId = string | null;
