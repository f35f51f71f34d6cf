import { foldName } from "../../../../iam-model/name-folding.ts";
import type { Database } from "../database.ts";
import type { Migration } from "./migration.ts";

/**
 * The first six steps: the schema without account ids.
 * NOCASE folds only ASCII letters, which is sufficient for IAM's names.
 */
export const firstSteps: readonly Migration[] = [
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

  -- The code pairs that an assignment has accepted, by the time step of the first code. A pair is accepted once.
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
  `
  -- A membership has both names, so that the members of a group, and the groups of a user, are read in their order.
  ALTER TABLE memberships RENAME TO old_memberships;
  CREATE TABLE memberships (
    group_id TEXT NOT NULL REFERENCES groups,
    user_id TEXT NOT NULL REFERENCES users,
    group_name TEXT NOT NULL COLLATE NOCASE,
    user_name TEXT NOT NULL COLLATE NOCASE,
    PRIMARY KEY (group_id, user_id)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO memberships (group_id, user_id, group_name, user_name)
    SELECT group_id, user_id, groups.name, users.name
    FROM old_memberships JOIN groups USING (group_id) JOIN users USING (user_id);
  DROP TABLE old_memberships;
  CREATE INDEX memberships_by_group ON memberships (group_id, user_name);
  CREATE INDEX memberships_by_user ON memberships (user_id, group_name);
  CREATE TRIGGER users_renamed AFTER UPDATE OF name ON users
    BEGIN UPDATE memberships SET user_name = new.name WHERE user_id = new.user_id; END;
  CREATE TRIGGER groups_renamed AFTER UPDATE OF name ON groups
    BEGIN UPDATE memberships SET group_name = new.name WHERE group_id = new.group_id; END;

  CREATE INDEX users_by_path ON users (path, name);
  CREATE INDEX groups_by_path ON groups (path, name);

  DROP INDEX access_keys_by_user;
  CREATE INDEX access_keys_by_user ON access_keys (user_id, access_key_id);

  -- Whether there is an assignment of it, so that an index has the devices with one, and those without, by serial.
  ALTER TABLE mfa_devices ADD COLUMN assigned INTEGER NOT NULL DEFAULT 0 CHECK (assigned IN (0, 1));
  UPDATE mfa_devices SET assigned = 1 WHERE device_id IN (SELECT device_id FROM mfa_assignments);
  CREATE INDEX mfa_devices_by_serial ON mfa_devices (kind, serial);
  CREATE INDEX mfa_devices_by_assignment ON mfa_devices (kind, assigned, serial);

  -- How many there are, for counting them reads them all. The triggers keep it.
  CREATE TABLE counts (
    kind TEXT PRIMARY KEY,
    count INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT INTO counts (kind, count)
    SELECT 'users', count(*) FROM users
    UNION ALL SELECT 'groups', count(*) FROM groups
    UNION ALL SELECT 'oidc providers', count(*) FROM oidc_providers
    UNION ALL SELECT 'virtual MFA devices', count(*) FROM mfa_devices WHERE kind = 'virtual'
    UNION ALL SELECT 'assigned MFA devices', count(*) FROM mfa_devices WHERE assigned
    UNION ALL SELECT 'shown MFA devices', count(*) FROM mfa_devices WHERE kind = 'virtual' OR assigned;
  CREATE TRIGGER users_added AFTER INSERT ON users
    BEGIN UPDATE counts SET count = count + 1 WHERE kind = 'users'; END;
  CREATE TRIGGER users_removed AFTER DELETE ON users
    BEGIN UPDATE counts SET count = count - 1 WHERE kind = 'users'; END;
  CREATE TRIGGER groups_added AFTER INSERT ON groups
    BEGIN UPDATE counts SET count = count + 1 WHERE kind = 'groups'; END;
  CREATE TRIGGER groups_removed AFTER DELETE ON groups
    BEGIN UPDATE counts SET count = count - 1 WHERE kind = 'groups'; END;
  CREATE TRIGGER oidc_providers_added AFTER INSERT ON oidc_providers
    BEGIN UPDATE counts SET count = count + 1 WHERE kind = 'oidc providers'; END;
  CREATE TRIGGER oidc_providers_removed AFTER DELETE ON oidc_providers
    BEGIN UPDATE counts SET count = count - 1 WHERE kind = 'oidc providers'; END;
  CREATE TRIGGER virtual_mfa_devices_added AFTER INSERT ON mfa_devices WHEN new.kind = 'virtual'
    BEGIN UPDATE counts SET count = count + 1 WHERE kind IN ('virtual MFA devices', 'shown MFA devices'); END;
  CREATE TRIGGER virtual_mfa_devices_removed AFTER DELETE ON mfa_devices WHEN old.kind = 'virtual'
    BEGIN UPDATE counts SET count = count - 1 WHERE kind IN ('virtual MFA devices', 'shown MFA devices'); END;
  CREATE TRIGGER mfa_devices_assigned AFTER INSERT ON mfa_assignments
    BEGIN UPDATE mfa_devices SET assigned = 1 WHERE device_id = new.device_id; END;
  CREATE TRIGGER mfa_devices_unassigned AFTER DELETE ON mfa_assignments
    BEGIN UPDATE mfa_devices SET assigned = 0 WHERE device_id = old.device_id; END;
  CREATE TRIGGER assigned_mfa_devices_counted AFTER UPDATE OF assigned ON mfa_devices
    BEGIN
      UPDATE counts SET count = count + new.assigned - old.assigned
        WHERE kind = 'assigned MFA devices' OR (kind = 'shown MFA devices' AND new.kind <> 'virtual');
    END;
  `,
  `
  -- The ids of deleted keys, kept forever: a deleted key must not count as one that this account did not issue.
  CREATE TABLE former_access_keys (
    access_key_id TEXT PRIMARY KEY
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER access_keys_removed AFTER DELETE ON access_keys
    BEGIN INSERT OR IGNORE INTO former_access_keys (access_key_id) VALUES (old.access_key_id); END;
  `,
  `
  -- The step of the newest code accepted belongs to the device: it outlives the assignment.
  ALTER TABLE mfa_devices ADD COLUMN last_code_step INTEGER;
  UPDATE mfa_devices SET last_code_step =
    (SELECT max(step) + 1 FROM mfa_accepted_steps WHERE mfa_accepted_steps.device_id = mfa_devices.device_id);
  DROP TABLE mfa_accepted_steps;

  -- Credential reports show when a key was made, not when its status was changed.
  ALTER TABLE access_keys DROP COLUMN status_date;

  UPDATE oidc_providers SET create_date = substr(create_date, 1, 19) || '.000Z';
  `,
];

/**
 * Changes the identity of a user's tag keys from lower case to folded case. If two keys of a user become equal, one of
 * the tags is deleted.
 */
function foldUserTagKeys(database: Database): void {
  const tags = database.all<{ owner: string; identity: string; key: string; value: string }>(
    "SELECT owner_id AS owner, identity, key, value FROM user_tags",
  );
  for (const { owner, identity, key, value } of tags) {
    const folded = foldName(key);
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
