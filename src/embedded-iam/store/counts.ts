import type { Database } from "./database/database.ts";

/** The entities that the database's triggers count. */
export type Counted =
  | "users"
  | "groups"
  | "oidc providers"
  | "roles"
  | "instance profiles"
  | "policies"
  | "server certificates"
  | "SAML providers"
  | "virtual MFA devices"
  | "assigned MFA devices"
  | "shown MFA devices";

/** Returns a count of an account in constant time. */
export function readCount(database: Database, accountId: string, kind: Counted): number {
  return database.count("SELECT count FROM counts WHERE account_id = ? AND kind = ?", accountId, kind);
}
