import { operation } from "../framework/index.ts";

/** All 34 keys of the model, each with the figure recorded from AWS where this service has nothing to count. */
export const getAccountSummary = operation("GetAccountSummary", (_input, context) => {
  const { accessKeys, groups, mfaDevices, oidcProviders, policies, quotas, users } = context;
  return {
    SummaryMap: new Map([
      ["AccessKeysPerUserQuota", quotas.accessKeysPerUser],
      ["AccountAccessKeysPresent", accessKeys.countOfOwner(null) > 0 ? 1 : 0],
      // About the root user only (AWS-recorded).
      ["AccountMFAEnabled", mfaDevices.countOfOwner(null) > 0 ? 1 : 0],
      ["AccountPasswordPresent", 0],
      ["AccountSigningCertificatesPresent", 0],
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
      // Of the account's own (AWS-recorded): those that the option names.
      ["Policies", policies.size],
      ["PoliciesQuota", 1500],
      ["PolicySizeQuota", 6144],
      ["PolicyVersionsInUse", 0],
      ["PolicyVersionsInUseQuota", 10000],
      // At AWS SAML providers too, of which there are none here.
      ["Providers", oidcProviders.count()],
      ["RolePolicySizeQuota", 10240],
      ["Roles", 0],
      ["RolesQuota", 1000],
      ["ServerCertificates", 0],
      ["ServerCertificatesQuota", 20],
      ["SigningCertificatesPerUserQuota", 2],
      ["UserPolicySizeQuota", 2048],
      ["Users", users.count()],
      ["UsersQuota", quotas.usersPerAccount],
      ["VersionsPerPolicyQuota", 5],
    ]),
  };
});
