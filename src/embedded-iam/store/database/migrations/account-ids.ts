/**
 * First part of step 7: every row carries the id of its account, and so does every index of a list. SQLite cannot change
 * a constraint, so all tables are made again.
 */
export const accountIds = `
  DROP TRIGGER users_renamed; DROP TRIGGER groups_renamed;
  DROP TRIGGER users_added; DROP TRIGGER users_removed; DROP TRIGGER groups_added; DROP TRIGGER groups_removed;
  DROP TRIGGER oidc_providers_added; DROP TRIGGER oidc_providers_removed;
  DROP TRIGGER virtual_mfa_devices_added; DROP TRIGGER virtual_mfa_devices_removed;
  DROP TRIGGER mfa_devices_assigned; DROP TRIGGER mfa_devices_unassigned; DROP TRIGGER assigned_mfa_devices_counted;
  DROP TRIGGER access_keys_removed;
  DROP INDEX memberships_by_group; DROP INDEX memberships_by_user; DROP INDEX users_by_path; DROP INDEX groups_by_path;
  DROP INDEX access_keys_by_user; DROP INDEX mfa_assignments_by_user;
  DROP INDEX mfa_devices_by_serial; DROP INDEX mfa_devices_by_assignment;
  DROP TABLE counts;
  ALTER TABLE account RENAME TO old_account;
  ALTER TABLE users RENAME TO old_users;
  ALTER TABLE groups RENAME TO old_groups;
  ALTER TABLE memberships RENAME TO old_memberships;
  ALTER TABLE access_keys RENAME TO old_access_keys;
  ALTER TABLE former_access_keys RENAME TO old_former_access_keys;
  ALTER TABLE login_profiles RENAME TO old_login_profiles;
  ALTER TABLE mfa_devices RENAME TO old_mfa_devices;
  ALTER TABLE mfa_assignments RENAME TO old_mfa_assignments;
  ALTER TABLE oidc_providers RENAME TO old_oidc_providers;
  ALTER TABLE oidc_client_ids RENAME TO old_oidc_client_ids;
  ALTER TABLE oidc_thumbprints RENAME TO old_oidc_thumbprints;
  ALTER TABLE user_tags RENAME TO old_user_tags;
  ALTER TABLE mfa_device_tags RENAME TO old_mfa_device_tags;
  ALTER TABLE oidc_provider_tags RENAME TO old_oidc_provider_tags;
  ALTER TABLE credential_report RENAME TO old_credential_report;

  -- partition is the second part of the account's ARNs. Serial numbers of MFA devices contain it.
  CREATE TABLE account (
    account_id TEXT PRIMARY KEY,
    partition TEXT NOT NULL,
    create_date TEXT NOT NULL,
    marker_key BLOB NOT NULL
  ) STRICT;

  CREATE TABLE users (
    user_id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account,
    name TEXT NOT NULL COLLATE NOCASE,
    path TEXT NOT NULL,
    create_date TEXT NOT NULL,
    password_last_used TEXT,
    permissions_boundary TEXT,
    UNIQUE (account_id, name)
  ) STRICT;
  CREATE INDEX users_by_path ON users (account_id, path, name);
  CREATE INDEX users_by_boundary ON users (account_id, permissions_boundary, name)
    WHERE permissions_boundary IS NOT NULL;

  CREATE TABLE groups (
    group_id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account,
    name TEXT NOT NULL COLLATE NOCASE,
    path TEXT NOT NULL,
    create_date TEXT NOT NULL,
    UNIQUE (account_id, name)
  ) STRICT;
  CREATE INDEX groups_by_path ON groups (account_id, path, name);

  -- A membership has both names, so that the members of a group, and the groups of a user, are read in their order.
  CREATE TABLE memberships (
    group_id TEXT NOT NULL REFERENCES groups,
    user_id TEXT NOT NULL REFERENCES users,
    account_id TEXT NOT NULL REFERENCES account,
    group_name TEXT NOT NULL COLLATE NOCASE,
    user_name TEXT NOT NULL COLLATE NOCASE,
    PRIMARY KEY (group_id, user_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX memberships_by_group ON memberships (group_id, user_name);
  CREATE INDEX memberships_by_user ON memberships (user_id, group_name);

  -- The owner of a key or of an assigned device is a user, or, where user_id is null, the account's root user.
  CREATE TABLE access_keys (
    access_key_id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account,
    user_id TEXT REFERENCES users,
    secret_access_key TEXT NOT NULL,
    status TEXT NOT NULL,
    create_date TEXT NOT NULL,
    last_used_date TEXT,
    last_used_service TEXT,
    last_used_region TEXT
  ) STRICT;
  CREATE INDEX access_keys_by_user ON access_keys (user_id, account_id, access_key_id);

  -- The ids of deleted keys, kept forever: a deleted key must not count as one that this account did not issue.
  CREATE TABLE former_access_keys (
    access_key_id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE login_profiles (
    user_id TEXT PRIMARY KEY REFERENCES users,
    account_id TEXT NOT NULL REFERENCES account,
    create_date TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    password_last_changed TEXT NOT NULL,
    password_reset_required INTEGER NOT NULL CHECK (password_reset_required IN (0, 1))
  ) STRICT;

  -- Hardware devices are listed by IAM only while assigned; unassigned ones are serials that the service knows of.
  CREATE TABLE mfa_devices (
    device_id INTEGER PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account,
    serial TEXT NOT NULL COLLATE NOCASE,
    kind TEXT NOT NULL CHECK (kind IN ('virtual', 'hardware', 'fido')),
    seed TEXT CHECK (kind = 'fido' OR seed IS NOT NULL),
    drift_steps INTEGER NOT NULL DEFAULT 0,
    assigned INTEGER NOT NULL DEFAULT 0 CHECK (assigned IN (0, 1)),
    last_code_step INTEGER,
    UNIQUE (account_id, serial)
  ) STRICT;
  CREATE INDEX mfa_devices_by_serial ON mfa_devices (account_id, kind, serial);
  CREATE INDEX mfa_devices_by_assignment ON mfa_devices (account_id, kind, assigned, serial);

  CREATE TABLE mfa_assignments (
    device_id INTEGER PRIMARY KEY REFERENCES mfa_devices,
    account_id TEXT NOT NULL REFERENCES account,
    user_id TEXT REFERENCES users,
    enable_date TEXT NOT NULL
  ) STRICT;
  CREATE INDEX mfa_assignments_by_user ON mfa_assignments (user_id, account_id);

  CREATE TABLE oidc_providers (
    provider_id INTEGER PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account,
    url TEXT NOT NULL,
    create_date TEXT NOT NULL,
    UNIQUE (account_id, url)
  ) STRICT;

  CREATE TABLE oidc_client_ids (
    provider_id INTEGER NOT NULL REFERENCES oidc_providers ON DELETE CASCADE,
    position INTEGER NOT NULL,
    account_id TEXT NOT NULL REFERENCES account,
    client_id TEXT NOT NULL,
    PRIMARY KEY (provider_id, position),
    UNIQUE (provider_id, client_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE oidc_thumbprints (
    provider_id INTEGER NOT NULL REFERENCES oidc_providers ON DELETE CASCADE,
    position INTEGER NOT NULL,
    account_id TEXT NOT NULL REFERENCES account,
    thumbprint TEXT NOT NULL,
    PRIMARY KEY (provider_id, position)
  ) STRICT, WITHOUT ROWID;

  -- identity is what makes a key unique: for users and roles the folded key, for other resources the key itself.
  CREATE TABLE user_tags (
    owner_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
    identity TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, identity)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE mfa_device_tags (
    owner_id INTEGER NOT NULL REFERENCES mfa_devices ON DELETE CASCADE,
    identity TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, identity)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE oidc_provider_tags (
    owner_id INTEGER NOT NULL REFERENCES oidc_providers ON DELETE CASCADE,
    identity TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, identity)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE credential_report (
    account_id TEXT PRIMARY KEY REFERENCES account,
    generated_time TEXT NOT NULL,
    announced INTEGER NOT NULL CHECK (announced IN (0, 1)),
    content TEXT NOT NULL
  ) STRICT;

  INSERT INTO account (account_id, partition, create_date, marker_key)
    SELECT account_id, 'aws', create_date, marker_key FROM old_account;
  INSERT INTO users (user_id, account_id, name, path, create_date, password_last_used, permissions_boundary)
    SELECT user_id, account_id, name, path, old_users.create_date, password_last_used, permissions_boundary
    FROM old_users, account;
  INSERT INTO groups (group_id, account_id, name, path, create_date)
    SELECT group_id, account_id, name, path, old_groups.create_date FROM old_groups, account;
  INSERT INTO memberships (group_id, user_id, account_id, group_name, user_name)
    SELECT group_id, user_id, account_id, group_name, user_name FROM old_memberships, account;
  INSERT INTO access_keys (access_key_id, account_id, user_id, secret_access_key, status, create_date,
      last_used_date, last_used_service, last_used_region)
    SELECT access_key_id, account_id, user_id, secret_access_key, status, old_access_keys.create_date,
      last_used_date, last_used_service, last_used_region
    FROM old_access_keys, account;
  INSERT INTO former_access_keys (access_key_id, account_id)
    SELECT access_key_id, account_id FROM old_former_access_keys, account;
  INSERT INTO login_profiles (user_id, account_id, create_date, password_hash, password_last_changed,
      password_reset_required)
    SELECT user_id, account_id, old_login_profiles.create_date, password_hash, password_last_changed,
      password_reset_required
    FROM old_login_profiles, account;
  INSERT INTO mfa_devices (device_id, account_id, serial, kind, seed, drift_steps, assigned, last_code_step)
    SELECT device_id, account_id, serial, kind, seed, drift_steps, assigned, last_code_step
    FROM old_mfa_devices, account;
  INSERT INTO mfa_assignments (device_id, account_id, user_id, enable_date)
    SELECT device_id, account_id, user_id, enable_date FROM old_mfa_assignments, account;
  INSERT INTO oidc_providers (provider_id, account_id, url, create_date)
    SELECT provider_id, account_id, url, old_oidc_providers.create_date FROM old_oidc_providers, account;
  INSERT INTO oidc_client_ids (provider_id, position, account_id, client_id)
    SELECT provider_id, position, account_id, client_id FROM old_oidc_client_ids, account;
  INSERT INTO oidc_thumbprints (provider_id, position, account_id, thumbprint)
    SELECT provider_id, position, account_id, thumbprint FROM old_oidc_thumbprints, account;
  INSERT INTO user_tags (owner_id, identity, account_id, key, value)
    SELECT owner_id, identity, account_id, key, value FROM old_user_tags, account;
  INSERT INTO mfa_device_tags (owner_id, identity, account_id, key, value)
    SELECT owner_id, identity, account_id, key, value FROM old_mfa_device_tags, account;
  INSERT INTO oidc_provider_tags (owner_id, identity, account_id, key, value)
    SELECT owner_id, identity, account_id, key, value FROM old_oidc_provider_tags, account;
  INSERT INTO credential_report (account_id, generated_time, announced, content)
    SELECT account_id, generated_time, announced, content FROM old_credential_report, account;

  DROP TABLE old_credential_report; DROP TABLE old_oidc_provider_tags; DROP TABLE old_mfa_device_tags;
  DROP TABLE old_user_tags; DROP TABLE old_oidc_thumbprints; DROP TABLE old_oidc_client_ids;
  DROP TABLE old_oidc_providers; DROP TABLE old_mfa_assignments; DROP TABLE old_mfa_devices;
  DROP TABLE old_login_profiles; DROP TABLE old_former_access_keys; DROP TABLE old_access_keys;
  DROP TABLE old_memberships; DROP TABLE old_groups; DROP TABLE old_users; DROP TABLE old_account;
`;
