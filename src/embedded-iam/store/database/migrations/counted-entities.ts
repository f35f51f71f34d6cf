/** Third part of step 7: copies of names follow renames, and every kind of entity is counted, for each account. */
export const countedEntities = `
  CREATE TRIGGER users_renamed AFTER UPDATE OF name ON users
    BEGIN UPDATE memberships SET user_name = new.name WHERE user_id = new.user_id; END;
  CREATE TRIGGER groups_renamed AFTER UPDATE OF name ON groups
    BEGIN UPDATE memberships SET group_name = new.name WHERE group_id = new.group_id; END;
  CREATE TRIGGER access_keys_removed AFTER DELETE ON access_keys
    BEGIN
      INSERT OR IGNORE INTO former_access_keys (access_key_id, account_id) VALUES (old.access_key_id, old.account_id);
    END;

  -- How many there are of a kind, because counting reads all rows. The triggers update it.
  CREATE TABLE counts (
    account_id TEXT NOT NULL REFERENCES account,
    kind TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (account_id, kind)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO counts (account_id, kind, count)
    SELECT account_id, value, 0 FROM account, json_each('["users", "groups", "oidc providers", "roles", "instance profiles", "policies", "server certificates", "SAML providers", "virtual MFA devices", "assigned MFA devices", "shown MFA devices"]');
  CREATE TRIGGER account_added AFTER INSERT ON account
    BEGIN
      INSERT INTO counts (account_id, kind, count)
        SELECT new.account_id, value, 0 FROM json_each('["users", "groups", "oidc providers", "roles", "instance profiles", "policies", "server certificates", "SAML providers", "virtual MFA devices", "assigned MFA devices", "shown MFA devices"]');
    END;
  UPDATE counts SET count = (SELECT count(*) FROM users) WHERE kind = 'users';
  UPDATE counts SET count = (SELECT count(*) FROM groups) WHERE kind = 'groups';
  UPDATE counts SET count = (SELECT count(*) FROM oidc_providers) WHERE kind = 'oidc providers';
  UPDATE counts SET count = (SELECT count(*) FROM mfa_devices WHERE kind = 'virtual') WHERE kind = 'virtual MFA devices';
  UPDATE counts SET count = (SELECT count(*) FROM mfa_devices WHERE assigned) WHERE kind = 'assigned MFA devices';
  UPDATE counts SET count = (SELECT count(*) FROM mfa_devices WHERE kind = 'virtual' OR assigned)
    WHERE kind = 'shown MFA devices';
  CREATE TRIGGER users_added AFTER INSERT ON users
    BEGIN UPDATE counts SET count = count + 1 WHERE account_id = new.account_id AND kind = 'users'; END;
  CREATE TRIGGER users_removed AFTER DELETE ON users
    BEGIN UPDATE counts SET count = count - 1 WHERE account_id = old.account_id AND kind = 'users'; END;
  CREATE TRIGGER groups_added AFTER INSERT ON groups
    BEGIN UPDATE counts SET count = count + 1 WHERE account_id = new.account_id AND kind = 'groups'; END;
  CREATE TRIGGER groups_removed AFTER DELETE ON groups
    BEGIN UPDATE counts SET count = count - 1 WHERE account_id = old.account_id AND kind = 'groups'; END;
  CREATE TRIGGER oidc_providers_added AFTER INSERT ON oidc_providers
    BEGIN UPDATE counts SET count = count + 1 WHERE account_id = new.account_id AND kind = 'oidc providers'; END;
  CREATE TRIGGER oidc_providers_removed AFTER DELETE ON oidc_providers
    BEGIN UPDATE counts SET count = count - 1 WHERE account_id = old.account_id AND kind = 'oidc providers'; END;
  CREATE TRIGGER roles_added AFTER INSERT ON roles
    BEGIN UPDATE counts SET count = count + 1 WHERE account_id = new.account_id AND kind = 'roles'; END;
  CREATE TRIGGER roles_removed AFTER DELETE ON roles
    BEGIN UPDATE counts SET count = count - 1 WHERE account_id = old.account_id AND kind = 'roles'; END;
  CREATE TRIGGER instance_profiles_added AFTER INSERT ON instance_profiles
    BEGIN UPDATE counts SET count = count + 1 WHERE account_id = new.account_id AND kind = 'instance profiles'; END;
  CREATE TRIGGER instance_profiles_removed AFTER DELETE ON instance_profiles
    BEGIN UPDATE counts SET count = count - 1 WHERE account_id = old.account_id AND kind = 'instance profiles'; END;
  CREATE TRIGGER policies_added AFTER INSERT ON policies
    BEGIN UPDATE counts SET count = count + 1 WHERE account_id = new.account_id AND kind = 'policies'; END;
  CREATE TRIGGER policies_removed AFTER DELETE ON policies
    BEGIN UPDATE counts SET count = count - 1 WHERE account_id = old.account_id AND kind = 'policies'; END;
  CREATE TRIGGER server_certificates_added AFTER INSERT ON server_certificates
    BEGIN UPDATE counts SET count = count + 1 WHERE account_id = new.account_id AND kind = 'server certificates'; END;
  CREATE TRIGGER server_certificates_removed AFTER DELETE ON server_certificates
    BEGIN UPDATE counts SET count = count - 1 WHERE account_id = old.account_id AND kind = 'server certificates'; END;
  CREATE TRIGGER saml_providers_added AFTER INSERT ON saml_providers
    BEGIN UPDATE counts SET count = count + 1 WHERE account_id = new.account_id AND kind = 'SAML providers'; END;
  CREATE TRIGGER saml_providers_removed AFTER DELETE ON saml_providers
    BEGIN UPDATE counts SET count = count - 1 WHERE account_id = old.account_id AND kind = 'SAML providers'; END;
  CREATE TRIGGER virtual_mfa_devices_added AFTER INSERT ON mfa_devices WHEN new.kind = 'virtual'
    BEGIN
      UPDATE counts SET count = count + 1
        WHERE account_id = new.account_id AND kind IN ('virtual MFA devices', 'shown MFA devices');
    END;
  CREATE TRIGGER virtual_mfa_devices_removed AFTER DELETE ON mfa_devices WHEN old.kind = 'virtual'
    BEGIN
      UPDATE counts SET count = count - 1
        WHERE account_id = old.account_id AND kind IN ('virtual MFA devices', 'shown MFA devices');
    END;
  CREATE TRIGGER mfa_devices_assigned AFTER INSERT ON mfa_assignments
    BEGIN UPDATE mfa_devices SET assigned = 1 WHERE device_id = new.device_id; END;
  CREATE TRIGGER mfa_devices_unassigned AFTER DELETE ON mfa_assignments
    BEGIN UPDATE mfa_devices SET assigned = 0 WHERE device_id = old.device_id; END;
  CREATE TRIGGER assigned_mfa_devices_counted AFTER UPDATE OF assigned ON mfa_devices
    BEGIN
      UPDATE counts SET count = count + new.assigned - old.assigned
        WHERE account_id = new.account_id
          AND (kind = 'assigned MFA devices' OR (kind = 'shown MFA devices' AND new.kind <> 'virtual'));
    END;
`;
