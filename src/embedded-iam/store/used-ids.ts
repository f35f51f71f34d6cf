import type { IdKind } from "../ids.ts";
import type { Database } from "./database/database.ts";

/** The columns that contain the ids of a kind. A used id is not issued again, as far as it is known. */
const idColumns: Readonly<Record<IdKind, readonly (readonly [table: string, column: string])[]>> = {
  user: [["users", "user_id"]],
  group: [["groups", "group_id"]],
  role: [["roles", "role_id"]],
  policy: [["policies", "policy_id"]],
  instanceProfile: [["instance_profiles", "instance_profile_id"]],
  serverCertificate: [["server_certificates", "server_certificate_id"]],
  sshPublicKey: [["ssh_public_keys", "ssh_public_key_id"]],
  serviceSpecificCredential: [["service_specific_credentials", "credential_id"]],
  samlProvider: [["saml_providers", "unique_id"]],
  samlPrivateKey: [["saml_private_keys", "key_id"]],
  accessKey: [
    ["access_keys", "access_key_id"],
    ["former_access_keys", "access_key_id"],
  ],
};

/** Whether an id of this kind was issued before. */
export function isUsedId(database: Database, kind: IdKind, id: string): boolean {
  return idColumns[kind].some(
    ([table, column]) => database.get(`SELECT 1 FROM ${table} WHERE ${column} = ?`, id) !== undefined,
  );
}
