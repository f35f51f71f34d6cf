export { type AccessKeyRow, AccessKeyStore, type NewAccessKey } from "./access-keys.ts";
export { type Account, AccountAliasStore, type OwnerId, RootPasswordStore } from "./account.ts";
export { type ServerCertificateRow, ServerCertificateStore } from "./certificates/server-certificates.ts";
export { type SigningCertificateRow, SigningCertificateStore } from "./certificates/signing-certificates.ts";
export { type SshPublicKeyRow, SshPublicKeyStore } from "./certificates/ssh-public-keys.ts";
export { type CredentialReportRow, CredentialReportStore } from "./credential-report.ts";
export { type PasswordPolicyRow, PasswordPolicyStore } from "./credentials/password-policies.ts";
export {
  type ServiceSpecificCredentialRow,
  ServiceSpecificCredentialStore,
} from "./credentials/service-specific-credentials.ts";
export { type Changes, Database } from "./database/database.ts";
export { EmbeddedIamFileError, isTaken } from "./database/file-error.ts";
export { type GroupRow, GroupStore } from "./groups.ts";
export { type LoginProfileRow, LoginProfileStore } from "./login-profiles.ts";
export { type MfaDeviceKind, type MfaDeviceRow, MfaDeviceStore } from "./mfa-devices.ts";
export { type OidcProviderRow, OidcProviderStore } from "./oidc-providers.ts";
export { type OpenedDatabase, openDatabase } from "./open.ts";
export { type AttachmentRow, AttachmentStore, type PolicyOwner } from "./policies/attachments.ts";
export { type InlinePolicyRow, InlinePolicyStore } from "./policies/inline-policies.ts";
export { type PolicyRow, PolicyStore, type PolicyVersionRow } from "./policies/policies.ts";
export { type PolicyUsage, PolicyUsageStore, type PolicyUserRow } from "./policies/policy-usage.ts";
export { type SamlPrivateKeyRow, type SamlProviderRow, SamlProviderStore } from "./providers/saml-providers.ts";
export { type AccessReportRow, type AccessRow, LastAccessedStore } from "./reports/last-accessed.ts";
export {
  DeletionTaskStore,
  type InstanceProfileRow,
  InstanceProfileStore,
  type RoleRow,
  RoleStore,
} from "./roles/index.ts";
export { type TagRow, TagStore } from "./tags.ts";
export { isUsedId } from "./used-ids.ts";
export { type UserRow, UserStore } from "./users.ts";
