/** Second part of step 7: the tables of the entities that the service knows from then on. */
export const newEntities = `
  -- The password of the account's root user. No operation of IAM sets it.
  CREATE TABLE root_passwords (
    account_id TEXT PRIMARY KEY REFERENCES account,
    last_changed TEXT NOT NULL,
    last_used TEXT
  ) STRICT;

  -- A role of a service has the path /aws-service-role/<service>/.
  CREATE TABLE roles (
    role_id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account,
    name TEXT NOT NULL COLLATE NOCASE,
    path TEXT NOT NULL,
    create_date TEXT NOT NULL,
    trust_policy TEXT NOT NULL,
    description TEXT,
    max_session_duration INTEGER NOT NULL,
    permissions_boundary TEXT,
    last_used_date TEXT,
    last_used_region TEXT,
    UNIQUE (account_id, name)
  ) STRICT;
  CREATE INDEX roles_by_path ON roles (account_id, path, name);
  CREATE INDEX roles_by_boundary ON roles (account_id, permissions_boundary, name)
    WHERE permissions_boundary IS NOT NULL;

  -- The users and roles in a trust policy, with the ids that they had when the policy was saved.
  CREATE TABLE trusted_principals (
    role_id TEXT NOT NULL REFERENCES roles ON DELETE CASCADE,
    arn TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account,
    principal_id TEXT NOT NULL,
    PRIMARY KEY (role_id, arn)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE role_tags (
    owner_id TEXT NOT NULL REFERENCES roles ON DELETE CASCADE,
    identity TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, identity)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE instance_profiles (
    instance_profile_id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account,
    name TEXT NOT NULL COLLATE NOCASE,
    path TEXT NOT NULL,
    create_date TEXT NOT NULL,
    UNIQUE (account_id, name)
  ) STRICT;
  CREATE INDEX instance_profiles_by_path ON instance_profiles (account_id, path, name);

  -- The role of a profile, with the profile's name, so that the profiles of a role are read in their order.
  CREATE TABLE instance_profile_roles (
    instance_profile_id TEXT PRIMARY KEY REFERENCES instance_profiles,
    role_id TEXT NOT NULL REFERENCES roles,
    account_id TEXT NOT NULL REFERENCES account,
    instance_profile_name TEXT NOT NULL COLLATE NOCASE
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX instance_profile_roles_by_role ON instance_profile_roles (role_id, instance_profile_name);

  CREATE TABLE instance_profile_tags (
    owner_id TEXT NOT NULL REFERENCES instance_profiles ON DELETE CASCADE,
    identity TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, identity)
  ) STRICT, WITHOUT ROWID;

  -- Customer managed policies. newest_version never decreases: the number of a deleted version is not used again.
  CREATE TABLE policies (
    policy_id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account,
    name TEXT NOT NULL COLLATE NOCASE,
    path TEXT NOT NULL,
    description TEXT,
    default_version INTEGER NOT NULL,
    newest_version INTEGER NOT NULL,
    create_date TEXT NOT NULL,
    update_date TEXT NOT NULL,
    UNIQUE (account_id, name)
  ) STRICT;
  CREATE INDEX policies_by_path ON policies (account_id, path, name);

  CREATE TABLE policy_versions (
    policy_id TEXT NOT NULL REFERENCES policies ON DELETE CASCADE,
    version INTEGER NOT NULL,
    account_id TEXT NOT NULL REFERENCES account,
    document TEXT NOT NULL,
    create_date TEXT NOT NULL,
    PRIMARY KEY (policy_id, version)
  ) STRICT;

  CREATE TABLE policy_tags (
    owner_id TEXT NOT NULL REFERENCES policies ON DELETE CASCADE,
    identity TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, identity)
  ) STRICT, WITHOUT ROWID;

  -- Managed policies, of the account or of AWS, attached to users, groups and roles. The row id is the order of attaching.
  CREATE TABLE attachments (
    attachment_id INTEGER PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account,
    entity_kind TEXT NOT NULL CHECK (entity_kind IN ('user', 'group', 'role')),
    entity_id TEXT NOT NULL,
    policy_arn TEXT NOT NULL,
    UNIQUE (entity_id, policy_arn)
  ) STRICT;
  CREATE INDEX attachments_by_entity ON attachments (entity_id, attachment_id);
  CREATE INDEX attachments_by_policy ON attachments (account_id, policy_arn, entity_kind, entity_id);

  -- Policies in users, groups and roles.
  CREATE TABLE inline_policies (
    entity_id TEXT NOT NULL,
    name TEXT NOT NULL COLLATE NOCASE,
    account_id TEXT NOT NULL REFERENCES account,
    entity_kind TEXT NOT NULL CHECK (entity_kind IN ('user', 'group', 'role')),
    document TEXT NOT NULL,
    PRIMARY KEY (entity_id, name)
  ) STRICT;

  CREATE TABLE account_aliases (
    alias TEXT PRIMARY KEY,
    account_id TEXT NOT NULL UNIQUE REFERENCES account
  ) STRICT;

  -- The settings are null where IAM returns none.
  CREATE TABLE password_policies (
    account_id TEXT PRIMARY KEY REFERENCES account,
    minimum_length INTEGER NOT NULL,
    require_symbols INTEGER NOT NULL CHECK (require_symbols IN (0, 1)),
    require_numbers INTEGER NOT NULL CHECK (require_numbers IN (0, 1)),
    require_uppercase INTEGER NOT NULL CHECK (require_uppercase IN (0, 1)),
    require_lowercase INTEGER NOT NULL CHECK (require_lowercase IN (0, 1)),
    allow_change INTEGER NOT NULL CHECK (allow_change IN (0, 1)),
    max_age_days INTEGER,
    reuse_prevention INTEGER,
    hard_expiry INTEGER CHECK (hard_expiry IN (0, 1))
  ) STRICT;

  -- The hashes of passwords that a user had, newest last, for the reuse prevention of the password policy.
  CREATE TABLE former_passwords (
    former_password_id INTEGER PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES account,
    password_hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX former_passwords_by_user ON former_passwords (user_id, former_password_id);

  CREATE TABLE ssh_public_keys (
    ssh_public_key_id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account,
    user_id TEXT NOT NULL REFERENCES users,
    fingerprint TEXT NOT NULL,
    body TEXT NOT NULL,
    status TEXT NOT NULL,
    upload_date TEXT NOT NULL,
    UNIQUE (user_id, fingerprint)
  ) STRICT;
  CREATE INDEX ssh_public_keys_by_user ON ssh_public_keys (user_id, ssh_public_key_id);

  -- Of a user, or, where user_id is null, of the account's root user.
  CREATE TABLE signing_certificates (
    certificate_id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account,
    user_id TEXT REFERENCES users,
    body TEXT NOT NULL,
    status TEXT NOT NULL,
    upload_date TEXT NOT NULL
  ) STRICT;
  CREATE INDEX signing_certificates_by_user ON signing_certificates (user_id, account_id, certificate_id);

  CREATE TABLE service_specific_credentials (
    credential_id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account,
    user_id TEXT NOT NULL REFERENCES users,
    service_name TEXT NOT NULL,
    service_user_name TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    status TEXT NOT NULL,
    create_date TEXT NOT NULL,
    expiration_date TEXT
  ) STRICT;
  CREATE INDEX service_specific_credentials_by_user ON service_specific_credentials (user_id, credential_id);
  CREATE INDEX service_specific_credentials_by_service
    ON service_specific_credentials (account_id, service_name, service_user_name);
  CREATE INDEX service_specific_credentials_by_id ON service_specific_credentials (account_id, credential_id);

  -- Private keys are not stored: no operation returns them.
  CREATE TABLE server_certificates (
    server_certificate_id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account,
    name TEXT NOT NULL COLLATE NOCASE,
    path TEXT NOT NULL,
    body TEXT NOT NULL,
    chain TEXT,
    upload_date TEXT NOT NULL,
    expiration_date TEXT,
    UNIQUE (account_id, name)
  ) STRICT;
  CREATE INDEX server_certificates_by_path ON server_certificates (account_id, path, name);

  CREATE TABLE server_certificate_tags (
    owner_id TEXT NOT NULL REFERENCES server_certificates ON DELETE CASCADE,
    identity TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, identity)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE saml_providers (
    provider_id INTEGER PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account,
    name TEXT NOT NULL COLLATE NOCASE,
    unique_id TEXT NOT NULL,
    metadata_document TEXT NOT NULL,
    create_date TEXT NOT NULL,
    valid_until TEXT,
    assertion_encryption_mode TEXT,
    UNIQUE (account_id, name)
  ) STRICT;

  -- Only that a provider has them: no operation returns the keys.
  CREATE TABLE saml_private_keys (
    position INTEGER PRIMARY KEY,
    key_id TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES account,
    provider_id INTEGER NOT NULL REFERENCES saml_providers ON DELETE CASCADE,
    date TEXT NOT NULL
  ) STRICT;
  CREATE INDEX saml_private_keys_by_provider ON saml_private_keys (provider_id, position);

  CREATE TABLE saml_provider_tags (
    owner_id INTEGER NOT NULL REFERENCES saml_providers ON DELETE CASCADE,
    identity TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, identity)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE deletion_tasks (
    task_id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account,
    create_date TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- The latest call of each action that a user or role made.
  CREATE TABLE last_accessed (
    entity_id TEXT NOT NULL,
    service TEXT NOT NULL,
    action TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account,
    last_date TEXT NOT NULL,
    region TEXT NOT NULL,
    PRIMARY KEY (entity_id, service, action)
  ) STRICT, WITHOUT ROWID;

  -- The reports of last accesses, as they were generated.
  CREATE TABLE last_accessed_reports (
    job_id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account,
    arn TEXT NOT NULL,
    granularity TEXT NOT NULL,
    create_date TEXT NOT NULL,
    content TEXT NOT NULL
  ) STRICT;
`;
