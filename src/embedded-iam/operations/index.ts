import type { OperationName } from "../../iam-model/operations/index.ts";
import * as accountAliases from "./account/account-aliases.ts";
import * as accountSummary from "./account/account-summary.ts";
import * as authorizationDetails from "./account/authorization-details.ts";
import * as credentialReport from "./account/credential-report.ts";
import * as passwordPolicy from "./account/password-policy.ts";
import * as accessKeys from "./credentials/access-keys.ts";
import * as changePassword from "./credentials/change-password.ts";
import * as loginProfiles from "./credentials/login-profiles.ts";
import * as serviceSpecificCredentials from "./credentials/service-specific-credentials.ts";
import * as signingCertificates from "./credentials/signing-certificates.ts";
import * as sshPublicKeys from "./credentials/ssh-public-keys.ts";
import type { Operation } from "./framework/index.ts";
import * as groups from "./groups/groups.ts";
import * as memberships from "./groups/memberships.ts";
import * as lastAccessed from "./last-accessed/last-accessed.ts";
import * as mfaDeviceTags from "./mfa-devices/mfa-device-tags.ts";
import * as mfaDevices from "./mfa-devices/mfa-devices.ts";
import * as virtualMfaDevices from "./mfa-devices/virtual-mfa-devices.ts";
import * as oidcProviderTags from "./oidc-providers/oidc-provider-tags.ts";
import * as oidcProviders from "./oidc-providers/oidc-providers.ts";
import * as attachments from "./policies/attachments.ts";
import * as entitiesForPolicy from "./policies/entities-for-policy.ts";
import * as inlinePolicies from "./policies/inline-policies.ts";
import * as policyList from "./policies/list-policies.ts";
import * as managedPolicies from "./policies/managed-policies.ts";
import * as policyTags from "./policies/policy-tags.ts";
import * as policyVersions from "./policies/policy-versions.ts";
import * as instanceProfiles from "./roles/instance-profiles.ts";
import * as roleSettings from "./roles/role-settings.ts";
import * as roles from "./roles/roles.ts";
import * as serviceLinkedRoles from "./roles/service-linked-roles.ts";
import * as samlProviderTags from "./saml-providers/saml-provider-tags.ts";
import * as samlProviders from "./saml-providers/saml-providers.ts";
import * as serverCertificateTags from "./server-certificates/server-certificate-tags.ts";
import * as serverCertificates from "./server-certificates/server-certificates.ts";
import * as callerIdentity from "./sts/caller-identity.ts";
import * as permissionsBoundaries from "./users/permissions-boundaries.ts";
import * as userTags from "./users/user-tags.ts";
import * as users from "./users/users.ts";

export type { Operation, OperationContext } from "./framework/index.ts";
export { requireUser } from "./framework/index.ts";
export { versionNumber } from "./policies/elements.ts";
export { findPolicy, readPolicyArn } from "./policies/find-policy.ts";
export { entityIdOf } from "./roles/entity-ids.ts";

/** All operations by name. The type requires every operation of the model. */
export const operationsByName: { readonly [Name in OperationName]: Operation<Name> } = {
  GetUser: users.getUser,
  ListUsers: users.listUsers,
  CreateUser: users.createUser,
  UpdateUser: users.updateUser,
  DeleteUser: users.deleteUser,
  TagUser: userTags.tagUser,
  UntagUser: userTags.untagUser,
  ListUserTags: userTags.listUserTags,
  PutUserPermissionsBoundary: permissionsBoundaries.putUserPermissionsBoundary,
  DeleteUserPermissionsBoundary: permissionsBoundaries.deleteUserPermissionsBoundary,

  GetGroup: groups.getGroup,
  ListGroups: groups.listGroups,
  CreateGroup: groups.createGroup,
  UpdateGroup: groups.updateGroup,
  DeleteGroup: groups.deleteGroup,
  AddUserToGroup: memberships.addUserToGroup,
  RemoveUserFromGroup: memberships.removeUserFromGroup,
  ListGroupsForUser: memberships.listGroupsForUser,

  CreateAccessKey: accessKeys.createAccessKey,
  ListAccessKeys: accessKeys.listAccessKeys,
  UpdateAccessKey: accessKeys.updateAccessKey,
  DeleteAccessKey: accessKeys.deleteAccessKey,
  GetAccessKeyLastUsed: accessKeys.getAccessKeyLastUsed,
  CreateLoginProfile: loginProfiles.createLoginProfile,
  GetLoginProfile: loginProfiles.getLoginProfile,
  UpdateLoginProfile: loginProfiles.updateLoginProfile,
  DeleteLoginProfile: loginProfiles.deleteLoginProfile,
  ChangePassword: changePassword.changePassword,
  UploadSSHPublicKey: sshPublicKeys.uploadSshPublicKey,
  GetSSHPublicKey: sshPublicKeys.getSshPublicKey,
  ListSSHPublicKeys: sshPublicKeys.listSshPublicKeys,
  UpdateSSHPublicKey: sshPublicKeys.updateSshPublicKey,
  DeleteSSHPublicKey: sshPublicKeys.deleteSshPublicKey,
  UploadSigningCertificate: signingCertificates.uploadSigningCertificate,
  ListSigningCertificates: signingCertificates.listSigningCertificates,
  UpdateSigningCertificate: signingCertificates.updateSigningCertificate,
  DeleteSigningCertificate: signingCertificates.deleteSigningCertificate,
  CreateServiceSpecificCredential: serviceSpecificCredentials.createServiceSpecificCredential,
  ListServiceSpecificCredentials: serviceSpecificCredentials.listServiceSpecificCredentials,
  UpdateServiceSpecificCredential: serviceSpecificCredentials.updateServiceSpecificCredential,
  ResetServiceSpecificCredential: serviceSpecificCredentials.resetServiceSpecificCredential,
  DeleteServiceSpecificCredential: serviceSpecificCredentials.deleteServiceSpecificCredential,

  CreateVirtualMFADevice: virtualMfaDevices.createVirtualMfaDevice,
  DeleteVirtualMFADevice: virtualMfaDevices.deleteVirtualMfaDevice,
  ListVirtualMFADevices: virtualMfaDevices.listVirtualMfaDevices,
  EnableMFADevice: mfaDevices.enableMfaDevice,
  ResyncMFADevice: mfaDevices.resyncMfaDevice,
  DeactivateMFADevice: mfaDevices.deactivateMfaDevice,
  ListMFADevices: mfaDevices.listMfaDevices,
  GetMFADevice: mfaDevices.getMfaDevice,
  TagMFADevice: mfaDeviceTags.tagMfaDevice,
  UntagMFADevice: mfaDeviceTags.untagMfaDevice,
  ListMFADeviceTags: mfaDeviceTags.listMfaDeviceTags,

  CreateOpenIDConnectProvider: oidcProviders.createOidcProvider,
  GetOpenIDConnectProvider: oidcProviders.getOidcProvider,
  ListOpenIDConnectProviders: oidcProviders.listOidcProviders,
  DeleteOpenIDConnectProvider: oidcProviders.deleteOidcProvider,
  UpdateOpenIDConnectProviderThumbprint: oidcProviders.updateOidcProviderThumbprint,
  AddClientIDToOpenIDConnectProvider: oidcProviders.addClientIdToOidcProvider,
  RemoveClientIDFromOpenIDConnectProvider: oidcProviders.removeClientIdFromOidcProvider,
  TagOpenIDConnectProvider: oidcProviderTags.tagOidcProvider,
  UntagOpenIDConnectProvider: oidcProviderTags.untagOidcProvider,
  ListOpenIDConnectProviderTags: oidcProviderTags.listOidcProviderTags,

  CreateSAMLProvider: samlProviders.createSamlProvider,
  GetSAMLProvider: samlProviders.getSamlProvider,
  ListSAMLProviders: samlProviders.listSamlProviders,
  UpdateSAMLProvider: samlProviders.updateSamlProvider,
  DeleteSAMLProvider: samlProviders.deleteSamlProvider,
  TagSAMLProvider: samlProviderTags.tagSamlProvider,
  UntagSAMLProvider: samlProviderTags.untagSamlProvider,
  ListSAMLProviderTags: samlProviderTags.listSamlProviderTags,

  UploadServerCertificate: serverCertificates.uploadServerCertificate,
  GetServerCertificate: serverCertificates.getServerCertificate,
  ListServerCertificates: serverCertificates.listServerCertificates,
  UpdateServerCertificate: serverCertificates.updateServerCertificate,
  DeleteServerCertificate: serverCertificates.deleteServerCertificate,
  TagServerCertificate: serverCertificateTags.tagServerCertificate,
  UntagServerCertificate: serverCertificateTags.untagServerCertificate,
  ListServerCertificateTags: serverCertificateTags.listServerCertificateTags,

  UpdateAccountPasswordPolicy: passwordPolicy.updateAccountPasswordPolicy,
  GetAccountPasswordPolicy: passwordPolicy.getAccountPasswordPolicy,
  DeleteAccountPasswordPolicy: passwordPolicy.deleteAccountPasswordPolicy,
  GenerateServiceLastAccessedDetails: lastAccessed.generateServiceLastAccessedDetails,
  GetServiceLastAccessedDetails: lastAccessed.getServiceLastAccessedDetails,
  CreatePolicy: managedPolicies.createPolicy,
  GetPolicy: managedPolicies.getPolicy,
  DeletePolicy: managedPolicies.deletePolicy,
  ListPolicies: policyList.listPolicies,
  ListEntitiesForPolicy: entitiesForPolicy.listEntitiesForPolicy,
  CreatePolicyVersion: policyVersions.createPolicyVersion,
  GetPolicyVersion: policyVersions.getPolicyVersion,
  ListPolicyVersions: policyVersions.listPolicyVersions,
  DeletePolicyVersion: policyVersions.deletePolicyVersion,
  SetDefaultPolicyVersion: policyVersions.setDefaultPolicyVersion,
  TagPolicy: policyTags.tagPolicy,
  UntagPolicy: policyTags.untagPolicy,
  ListPolicyTags: policyTags.listPolicyTags,

  AttachUserPolicy: attachments.attachUserPolicy,
  DetachUserPolicy: attachments.detachUserPolicy,
  ListAttachedUserPolicies: attachments.listAttachedUserPolicies,
  AttachGroupPolicy: attachments.attachGroupPolicy,
  DetachGroupPolicy: attachments.detachGroupPolicy,
  ListAttachedGroupPolicies: attachments.listAttachedGroupPolicies,
  AttachRolePolicy: attachments.attachRolePolicy,
  DetachRolePolicy: attachments.detachRolePolicy,
  ListAttachedRolePolicies: attachments.listAttachedRolePolicies,
  PutUserPolicy: inlinePolicies.putUserPolicy,
  GetUserPolicy: inlinePolicies.getUserPolicy,
  DeleteUserPolicy: inlinePolicies.deleteUserPolicy,
  ListUserPolicies: inlinePolicies.listUserPolicies,
  PutGroupPolicy: inlinePolicies.putGroupPolicy,
  GetGroupPolicy: inlinePolicies.getGroupPolicy,
  DeleteGroupPolicy: inlinePolicies.deleteGroupPolicy,
  ListGroupPolicies: inlinePolicies.listGroupPolicies,

  PutRolePolicy: inlinePolicies.putRolePolicy,
  GetRolePolicy: inlinePolicies.getRolePolicy,
  DeleteRolePolicy: inlinePolicies.deleteRolePolicy,
  ListRolePolicies: inlinePolicies.listRolePolicies,

  GetRole: roles.getRole,
  ListRoles: roles.listRoles,
  CreateRole: roles.createRole,
  UpdateRole: roles.updateRole,
  UpdateRoleDescription: roles.updateRoleDescription,
  UpdateAssumeRolePolicy: roles.updateAssumeRolePolicy,
  DeleteRole: roles.deleteRole,
  TagRole: roleSettings.tagRole,
  UntagRole: roleSettings.untagRole,
  ListRoleTags: roleSettings.listRoleTags,
  PutRolePermissionsBoundary: roleSettings.putRolePermissionsBoundary,
  DeleteRolePermissionsBoundary: roleSettings.deleteRolePermissionsBoundary,
  CreateServiceLinkedRole: serviceLinkedRoles.createServiceLinkedRole,
  DeleteServiceLinkedRole: serviceLinkedRoles.deleteServiceLinkedRole,
  GetServiceLinkedRoleDeletionStatus: serviceLinkedRoles.getServiceLinkedRoleDeletionStatus,
  GetInstanceProfile: instanceProfiles.getInstanceProfile,
  ListInstanceProfiles: instanceProfiles.listInstanceProfiles,
  ListInstanceProfilesForRole: instanceProfiles.listInstanceProfilesForRole,
  CreateInstanceProfile: instanceProfiles.createInstanceProfile,
  DeleteInstanceProfile: instanceProfiles.deleteInstanceProfile,
  AddRoleToInstanceProfile: instanceProfiles.addRoleToInstanceProfile,
  RemoveRoleFromInstanceProfile: instanceProfiles.removeRoleFromInstanceProfile,
  TagInstanceProfile: instanceProfiles.tagInstanceProfile,
  UntagInstanceProfile: instanceProfiles.untagInstanceProfile,
  ListInstanceProfileTags: instanceProfiles.listInstanceProfileTags,

  CreateAccountAlias: accountAliases.createAccountAlias,
  DeleteAccountAlias: accountAliases.deleteAccountAlias,
  ListAccountAliases: accountAliases.listAccountAliases,
  GetAccountSummary: accountSummary.getAccountSummary,
  GenerateCredentialReport: credentialReport.generateCredentialReport,
  GetCredentialReport: credentialReport.getCredentialReport,
  GetAccountAuthorizationDetails: authorizationDetails.getAccountAuthorizationDetails,

  GetCallerIdentity: callerIdentity.getCallerIdentity,
  GetAccessKeyInfo: callerIdentity.getAccessKeyInfo,
};
