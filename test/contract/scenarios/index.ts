import type { Scenarios } from "../sandbox.ts";
import { accessKeyScenarios } from "./access-keys.ts";
import { accountSummaryScenarios, authorizationDetailsScenarios } from "./account.ts";
import { deleteConflictScenarios } from "./delete-conflicts.ts";
import { groupScenarios } from "./groups.ts";
import { instanceProfileScenarios } from "./instance-profiles.ts";
import { loginProfileScenarios } from "./login-profiles.ts";
import { managedPolicyScenarios } from "./managed-policies.ts";
import { mfaDeviceScenarios } from "./mfa-devices.ts";
import { oidcProviderTagScenarios } from "./oidc-provider-tags.ts";
import { oidcProviderScenarios } from "./oidc-providers.ts";
import { pagingScenarios } from "./paging.ts";
import { permissionsBoundaryScenarios } from "./permissions-boundaries.ts";
import { attachmentScenarios, inlinePolicyScenarios } from "./policies-of-entities.ts";
import { policyDocumentScenarios } from "./policy-documents.ts";
import { roleScenarios } from "./roles.ts";
import { samlProviderScenarios } from "./saml-providers.ts";
import { serverCertificateScenarios } from "./server-certificates.ts";
import { accountAliasScenarios, serviceLinkedRoleScenarios } from "./service-linked-roles.ts";
import { serviceSpecificCredentialScenarios } from "./service-specific-credentials.ts";
import { signingCertificateScenarios } from "./signing-certificates.ts";
import { sshPublicKeyScenarios } from "./ssh-public-keys.ts";
import { stsScenarios } from "./sts.ts";
import { trustPolicyScenarios } from "./trust-policies.ts";
import { userTagScenarios } from "./user-tags.ts";
import { userScenarios } from "./users.ts";
import { validationScenarios } from "./validation.ts";
import { virtualMfaDeviceScenarios } from "./virtual-mfa-devices.ts";
import { wireScenarios } from "./wire.ts";

/** All scenarios, by subject. */
export const scenarios: Readonly<Record<string, Scenarios>> = {
  users: userScenarios,
  "users who cannot be deleted": deleteConflictScenarios,
  "user tags": userTagScenarios,
  "permissions boundaries": permissionsBoundaryScenarios,
  "access keys": accessKeyScenarios,
  "login profiles": loginProfileScenarios,
  "service-specific credentials": serviceSpecificCredentialScenarios,
  "signing certificates": signingCertificateScenarios,
  "SSH public keys": sshPublicKeyScenarios,
  groups: groupScenarios,
  roles: roleScenarios,
  "trust policies": trustPolicyScenarios,
  "service-linked roles": serviceLinkedRoleScenarios,
  "instance profiles": instanceProfileScenarios,
  "the account's alias": accountAliasScenarios,
  "virtual MFA devices": virtualMfaDeviceScenarios,
  "MFA devices": mfaDeviceScenarios,
  "OpenID Connect providers": oidcProviderScenarios,
  "OpenID Connect provider tags": oidcProviderTagScenarios,
  "SAML providers": samlProviderScenarios,
  "server certificates": serverCertificateScenarios,
  "managed policies": managedPolicyScenarios,
  "policy documents": policyDocumentScenarios,
  "attached policies": attachmentScenarios,
  "inline policies": inlinePolicyScenarios,
  "the account summary": accountSummaryScenarios,
  "account authorization details": authorizationDetailsScenarios,
  STS: stsScenarios,
  paging: pagingScenarios,
  validation: validationScenarios,
  "the wire format": wireScenarios,
};
