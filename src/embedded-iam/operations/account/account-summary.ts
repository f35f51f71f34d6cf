import { operation } from "../framework/index.ts";

/** All 34 keys of the model. Entities that this service does not have keep the value recorded from AWS. */
export const getAccountSummary = operation("GetAccountSummary", (_input, context) => {
  const { accessKeys, groups, mfaDevices, oidcProviders, policies, quotas, users } = context;
  const { samlProviders, serverCertificates, signingCertificates } = context;
  return {
    SummaryMap: new Map([
      ["AccessKeysPerUserQuota", quotas.accessKeysPerUser],
      ["AccountAccessKeysPresent", accessKeys.countOfOwner(null) > 0 ? 1 : 0],
      // Concerns only the root user (AWS-recorded).
      ["AccountMFAEnabled", mfaDevices.countOfOwner(null) > 0 ? 1 : 0],
      ["AccountPasswordPresent", 0],
      ["AccountSigningCertificatesPresent", signingCertificates.countOfOwner(null) > 0 ? 1 : 0],
      ["AssumeRolePolicySizeQuota", 2048],
      ["AttachedPoliciesPerGroupQuota", 10],
      ["AttachedPoliciesPerRoleQuota", 10],
      ["AttachedPoliciesPerUserQuota", 10],
      ["GlobalEndpointTokenVersion", 1],
      ["GroupPolicySizeQuota", 5120],
      ["Groups", groups.count()],
      ["GroupsPerUserQuota", quotas.groupsPerUser],
      ["GroupsQuota", quotas.groupsPerAccount],
      ["InstanceProfiles", 0],
      ["InstanceProfilesQuota", 1000],
      ["MFADevices", mfaDevices.countShown()],
      ["MFADevicesInUse", mfaDevices.countAssigned()],
      // The account's own policies (AWS-recorded): those of the option `policies`.
      ["Policies", policies.size],
      ["PoliciesQuota", 1500],
      ["PolicySizeQuota", 6144],
      ["PolicyVersionsInUse", 0],
      ["PolicyVersionsInUseQuota", 10000],
      // Both kinds together (AWS-recorded).
      ["Providers", oidcProviders.count() + samlProviders.count()],
      ["RolePolicySizeQuota", 10240],
      ["Roles", 0],
      ["RolesQuota", 1000],
      ["ServerCertificates", serverCertificates.count()],
      ["ServerCertificatesQuota", quotas.serverCertificatesPerAccount],
      ["SigningCertificatesPerUserQuota", quotas.signingCertificatesPerUser],
      ["UserPolicySizeQuota", 2048],
      ["Users", users.count()],
      ["UsersQuota", quotas.usersPerAccount],
      ["VersionsPerPolicyQuota", 5],
    ]),
  };
});
