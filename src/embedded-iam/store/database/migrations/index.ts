import type { Database } from "../database.ts";
import { accountIds } from "./account-ids.ts";
import { countedEntities } from "./counted-entities.ts";
import { firstSteps } from "./first-steps.ts";
import type { Migration } from "./migration.ts";
import { newEntities } from "./new-entities.ts";

/**
 * The migrations from an empty file to the present schema. The file's `user_version` is the number of completed steps.
 * A released step is never edited: append a new step for the next change.
 * Dates are ISO 8601 texts in UTC as IAM returns them: with whole seconds, or milliseconds for OIDC providers.
 */
const migrations: readonly Migration[] = [...firstSteps, accountIds + newEntities + countedEntities];

/** The `user_version` of the present schema. */
export const schemaVersion = migrations.length;

/** The names of all tables that the migrations create. */
export const schemaTables: readonly string[] = migrations.flatMap((migration) =>
  typeof migration === "string" ? [...migration.matchAll(/CREATE TABLE (\w+)/g)].map((match) => match[1] ?? "") : [],
);

/** Migrates the schema to the present version, or to an earlier one in tests, inside the caller's transaction. */
export function migrate(database: Database, fromVersion: number, toVersion: number = schemaVersion): void {
  for (const migration of migrations.slice(fromVersion, toVersion)) {
    if (typeof migration === "string") database.execute(migration);
    else migration(database);
  }
  database.execute(`PRAGMA user_version = ${toVersion}`);
}
