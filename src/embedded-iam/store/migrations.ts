import { foldCase } from "../fold-case.ts";
import type { Database } from "./database.ts";

/** A step: statements, or code where SQL cannot say it. */
type Migration = string | ((database: Database) => void);

/**
 * The steps that lead from an empty file to the present schema; the file's `user_version` is the number of steps done.
 * A step that has been released is never edited: the next change is a new step at the end.
 *
 * NOCASE folds ASCII letters only, which is all that IAM's names can contain.
 * Dates are ISO 8601 texts in UTC with whole seconds, as IAM shows them.
 */
const migrations: readonly Migration[] = [
  `
  CREATE TABLE account (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    account_id TEXT NOT NULL,
    create_date TEXT NOT NULL,
    marker_key BLOB NOT NULL
  ) STRICT;

  CREATE TABLE users (
    user_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    path TEXT NOT NULL,
    create_date TEXT NOT NULL,
    password_last_used TEXT,
    permissions_boundary TEXT
  ) STRICT;

  CREATE TABLE groups (
    group_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    path TEXT NOT NULL,
    create_date TEXT NOT NULL
  ) STRICT;

  CREATE TABLE memberships (
    group_id TEXT NOT NULL REFERENCES groups,
    user_id TEXT NOT NULL REFERENCES users,
    PRIMARY KEY (group_id, user_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX memberships_by_user ON memberships (user_id);

  -- The owner of a key or of an assigned device is a user, or, where user_id is null, the account's root user.
  CREATE TABLE access_keys (
    access_key_id TEXT PRIMARY KEY,
    user_id TEXT REFERENCES users,
    secret_access_key TEXT NOT NULL,
    status TEXT NOT NULL,
    create_date TEXT NOT NULL
  ) STRICT;
  CREATE INDEX access_keys_by_user ON access_keys (user_id);

  -- Hardware devices are listed by IAM only while assigned; unassigned ones are serials that the service knows of.
  CREATE TABLE mfa_devices (
    device_id INTEGER PRIMARY KEY,
    serial TEXT NOT NULL UNIQUE COLLATE NOCASE,
    kind TEXT NOT NULL CHECK (kind IN ('virtual', 'hardware', 'fido')),
    seed TEXT CHECK (kind = 'fido' OR seed IS NOT NULL)
  ) STRICT;

  CREATE TABLE mfa_assignments (
    device_id INTEGER PRIMARY KEY REFERENCES mfa_devices,
    user_id TEXT REFERENCES users,
    enable_date TEXT NOT NULL,
    drift_steps INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX mfa_assignments_by_user ON mfa_assignments (user_id);

  -- Which code pairs (by the time step of the first code) an assignment has accepted, so that none is accepted twice.
  CREATE TABLE mfa_accepted_steps (
    device_id INTEGER NOT NULL REFERENCES mfa_assignments ON DELETE CASCADE,
    step INTEGER NOT NULL,
    PRIMARY KEY (device_id, step)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE oidc_providers (
    provider_id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    create_date TEXT NOT NULL
  ) STRICT;

  CREATE TABLE oidc_client_ids (
    provider_id INTEGER NOT NULL REFERENCES oidc_providers ON DELETE CASCADE,
    position INTEGER NOT NULL,
    client_id TEXT NOT NULL,
    PRIMARY KEY (provider_id, position),
    UNIQUE (provider_id, client_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE oidc_thumbprints (
    provider_id INTEGER NOT NULL REFERENCES oidc_providers ON DELETE CASCADE,
    position INTEGER NOT NULL,
    thumbprint TEXT NOT NULL,
    PRIMARY KEY (provider_id, position)
  ) STRICT, WITHOUT ROWID;

  -- identity is what makes a key unique: for users the key in lower case, for other resources the key itself.
  CREATE TABLE user_tags (
    owner_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
    identity TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, identity)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE mfa_device_tags (
    owner_id INTEGER NOT NULL REFERENCES mfa_devices ON DELETE CASCADE,
    identity TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, identity)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE oidc_provider_tags (
    owner_id INTEGER NOT NULL REFERENCES oidc_providers ON DELETE CASCADE,
    identity TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, identity)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE login_profiles (
    user_id TEXT PRIMARY KEY REFERENCES users,
    create_date TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    password_last_changed TEXT NOT NULL,
    password_reset_required INTEGER NOT NULL CHECK (password_reset_required IN (0, 1))
  ) STRICT;

  -- status_date is null as long as the key has the status that it was made with; the others, until it is used.
  ALTER TABLE access_keys ADD COLUMN status_date TEXT;
  ALTER TABLE access_keys ADD COLUMN last_used_date TEXT;
  ALTER TABLE access_keys ADD COLUMN last_used_service TEXT;
  ALTER TABLE access_keys ADD COLUMN last_used_region TEXT;

  CREATE TABLE credential_report (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    generated_time TEXT NOT NULL,
    announced INTEGER NOT NULL CHECK (announced IN (0, 1)),
    content TEXT NOT NULL
  ) STRICT;

  -- How far a device's clock is off outlives its assignment.
  ALTER TABLE mfa_devices ADD COLUMN drift_steps INTEGER NOT NULL DEFAULT 0;
  UPDATE mfa_devices SET drift_steps = mfa_assignments.drift_steps FROM mfa_assignments
    WHERE mfa_assignments.device_id = mfa_devices.device_id;
  ALTER TABLE mfa_assignments DROP COLUMN drift_steps;
  `,
  foldUserTagKeys,
];

/**
 * The identity of a user's tag key was the key in lower case; since this step it is the key with its case folded. Where
 * that makes two of a user's keys one, one of the two tags goes.
 */
function foldUserTagKeys(database: Database): void {
  const tags = database.all<{ owner: string; identity: string; key: string; value: string }>(
    "SELECT owner_id AS owner, identity, key, value FROM user_tags",
  );
  for (const { owner, identity, key, value } of tags) {
    const folded = foldCase(key);
    if (folded === identity) continue;
    database.run("DELETE FROM user_tags WHERE owner_id = ? AND identity = ?", owner, identity);
    database.run(
      "INSERT OR REPLACE INTO user_tags (owner_id, identity, key, value) VALUES (?, ?, ?, ?)",
      owner,
      folded,
      key,
      value,
    );
  }
}

/** The `user_version` of the present schema. */
export const schemaVersion = migrations.length;

/** The names of all tables that the migrations make. */
export const schemaTables: readonly string[] = migrations.flatMap((migration) =>
  typeof migration === "string" ? [...migration.matchAll(/CREATE TABLE (\w+)/g)].map((match) => match[1] ?? "") : [],
);

/** Brings the schema up to date (or to an earlier version, for tests), inside the caller's transaction. */
export function migrate(database: Database, fromVersion: number, toVersion: number = schemaVersion): void {
  for (const migration of migrations.slice(fromVersion, toVersion)) {
    if (typeof migration === "string") database.execute(migration);
    else migration(database);
  }
  database.execute(`PRAGMA user_version = ${toVersion}`);
}
