import type { Database } from "./database/database.ts";

/** What the database's triggers keep count of. */
export type Counted =
  | "users"
  | "groups"
  | "oidc providers"
  | "virtual MFA devices"
  | "assigned MFA devices"
  | "shown MFA devices";

/** How many there are, in the same time however many that is. */
export function readCount(database: Database, kind: Counted): number {
  return database.count("SELECT count FROM counts WHERE kind = ?", kind);
}
