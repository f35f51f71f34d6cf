import type { Database } from "../database.ts";

/** One migration step: SQL statements, or a function. */
export type Migration = string | ((database: Database) => void);
