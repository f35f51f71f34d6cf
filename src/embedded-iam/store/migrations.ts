import type { Database } from "./database.ts";

/**
 * The steps that lead from an empty file to the present schema; the file's `user_version` is the number of steps done.
 * A step that has been released is never edited: the next change is a new step at the end.
 *
 * NOCASE folds ASCII letters only, which is all that IAM's names can contain.
 * Dates are ISO 8601 texts in UTC with whole seconds, as IAM shows them.
 */
const migrations: readonly string[] = [
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
];

/** The `user_version` of the present schema. */
export const schemaVersion = migrations.length;

/** The names of all tables that the migrations make. */
export const schemaTables: readonly string[] = migrations.flatMap((migration) =>
  [...migration.matchAll(/CREATE TABLE (\w+)/g)].map((match) => match[1] ?? ""),
);

/** Brings the schema up to date, inside the caller's transaction. */
export function migrate(database: Database, fromVersion: number): void {
  for (const migration of migrations.slice(fromVersion)) database.execute(migration);
  database.execute(`PRAGMA user_version = ${schemaVersion}`);
}
