import { operation } from "../framework/index.ts";

/** All 34 keys of the model. Entities that this service does not have keep the value recorded from AWS. */
export const getAccountSummary = operation("GetAccountSummary", (_input, context) => {
  const { samlProviders, serverCertificates, signingCertificates } = context;
  const {
    accessKeys,
    existingPolicies,
    groups,
    instanceProfiles,
    mfaDevices,
    oidcProviders,
    policies,
    policyUsage,
    quotas,
    roles,
    rootPassword,
    users,
  } = context;
  return {
    SummaryMap: new Map([
      ["AccessKeysPerUserQuota", quotas.accessKeysPerUser],
      ["AccountAccessKeysPresent", accessKeys.countOfOwner(null) > 0 ? 1 : 0],
      // Concerns only the root user (AWS-recorded).
      ["AccountMFAEnabled", mfaDevices.countOfOwner(null) > 0 ? 1 : 0],
      ["AccountPasswordPresent", rootPassword.find() === undefined ? 0 : 1],
      ["AccountSigningCertificatesPresent", signingCertificates.countOfOwner(null) > 0 ? 1 : 0],
      ["AssumeRolePolicySizeQuota", quotas.trustPolicySize],
      ["AttachedPoliciesPerGroupQuota", quotas.policiesPerGroup],
      ["AttachedPoliciesPerRoleQuota", quotas.policiesPerRole],
      ["AttachedPoliciesPerUserQuota", quotas.policiesPerUser],
      ["GlobalEndpointTokenVersion", 1],
      ["GroupPolicySizeQuota", quotas.groupPolicySize],
      ["Groups", groups.count()],
      ["GroupsPerUserQuota", quotas.groupsPerUser],
      ["GroupsQuota", quotas.groupsPerAccount],
      ["InstanceProfiles", instanceProfiles.count()],
      ["InstanceProfilesQuota", quotas.instanceProfilesPerAccount],
      ["MFADevices", mfaDevices.countShown()],
      ["MFADevicesInUse", mfaDevices.countAssigned()],
      // The account's own policies (AWS-recorded), with those of the option `policies`.
      ["Policies", policies.count() + existingPolicies.size],
      ["PoliciesQuota", quotas.policiesPerAccount],
      ["PolicySizeQuota", quotas.policySize],
      // Policies attached or used as boundary, also those of AWS: each counts once (AWS-capture).
      ["PolicyVersionsInUse", policyUsage.countUsedPolicies()],
      ["PolicyVersionsInUseQuota", 10000],
      // Both kinds together (AWS-recorded).
      ["Providers", oidcProviders.count() + samlProviders.count()],
      ["RolePolicySizeQuota", quotas.rolePolicySize],
      ["Roles", roles.count()],
      ["RolesQuota", quotas.rolesPerAccount],
      ["ServerCertificates", serverCertificates.count()],
      ["ServerCertificatesQuota", quotas.serverCertificatesPerAccount],
      ["SigningCertificatesPerUserQuota", quotas.signingCertificatesPerUser],
      ["UserPolicySizeQuota", quotas.userPolicySize],
      ["Users", users.count()],
      ["UsersQuota", quotas.usersPerAccount],
      ["VersionsPerPolicyQuota", quotas.versionsPerPolicy],
    ]),
  };
});
