import { operation } from "../framework/index.ts";

/** All 34 keys of the model. Entities that this service does not have keep the value recorded from AWS. */
export const getAccountSummary = operation("GetAccountSummary", (_input, context) => {
  const { accessKeys, groups, instanceProfiles, roles, mfaDevices, oidcProviders, policies, quotas, users } = context;
  return {
    SummaryMap: new Map([
      ["AccessKeysPerUserQuota", quotas.accessKeysPerUser],
      ["AccountAccessKeysPresent", accessKeys.countOfOwner(null) > 0 ? 1 : 0],
      // Concerns only the root user (AWS-recorded).
      ["AccountMFAEnabled", mfaDevices.countOfOwner(null) > 0 ? 1 : 0],
      ["AccountPasswordPresent", 0],
      ["AccountSigningCertificatesPresent", 0],
      ["AssumeRolePolicySizeQuota", quotas.trustPolicySize],
      ["AttachedPoliciesPerGroupQuota", 10],
      ["AttachedPoliciesPerRoleQuota", 10],
      ["AttachedPoliciesPerUserQuota", 10],
      ["GlobalEndpointTokenVersion", 1],
      ["GroupPolicySizeQuota", 5120],
      ["Groups", groups.count()],
      ["GroupsPerUserQuota", quotas.groupsPerUser],
      ["GroupsQuota", quotas.groupsPerAccount],
      ["InstanceProfiles", instanceProfiles.count()],
      ["InstanceProfilesQuota", quotas.instanceProfilesPerAccount],
      ["MFADevices", mfaDevices.countShown()],
      ["MFADevicesInUse", mfaDevices.countAssigned()],
      // The account's own policies (AWS-recorded): those of the option `policies`.
      ["Policies", policies.size],
      ["PoliciesQuota", 1500],
      ["PolicySizeQuota", 6144],
      ["PolicyVersionsInUse", 0],
      ["PolicyVersionsInUseQuota", 10000],
      // AWS also counts SAML providers, which this service does not have.
      ["Providers", oidcProviders.count()],
      ["RolePolicySizeQuota", 10240],
      ["Roles", roles.count()],
      ["RolesQuota", quotas.rolesPerAccount],
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
