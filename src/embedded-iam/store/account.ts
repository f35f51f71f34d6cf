import type { Database } from "./database/database.ts";

/** What the database knows of the account as a whole. */
export interface Account {
  readonly accountId: string;
  readonly createDate: string;
  /** Secret: what markers are authenticated with, so that they outlive a restart but cannot be made up. */
  readonly markerKey: Uint8Array;
}

/** Gives the account's row. A database without one has not been set up. */
export function readAccount(database: Database): Account | undefined {
  return database.get<{ accountId: string; createDate: string; markerKey: Uint8Array }>(
    "SELECT account_id AS accountId, create_date AS createDate, marker_key AS markerKey FROM account",
  );
}

/** Writes the account's row into a new database. */
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
