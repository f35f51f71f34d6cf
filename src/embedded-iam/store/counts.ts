import type { Database } from "./database/database.ts";

/** The entities that the database's triggers count. */
export type Counted =
  | "users"
  | "groups"
  | "oidc providers"
  | "virtual MFA devices"
  | "assigned MFA devices"
  | "shown MFA devices";

/** Returns a count in constant time. */
export function readCount(database: Database, kind: Counted): number {
  return database.count("SELECT count FROM counts WHERE kind = ?", kind);
}
