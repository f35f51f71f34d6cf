import { operation } from "../framework/index.ts";

/** All 34 keys of the model. Entities that this service does not have keep the value recorded from AWS. */
export const getAccountSummary = operation("GetAccountSummary", (_input, context) => {
  const { accessKeys, existingPolicies, groups, instanceProfiles, mfaDevices, oidcProviders, policies, policyUsage } =
    context;
  const { quotas, roles, users } = context;
  return {
    SummaryMap: new Map([
      ["AccessKeysPerUserQuota", quotas.accessKeysPerUser],
      ["AccountAccessKeysPresent", accessKeys.countOfOwner(null) > 0 ? 1 : 0],
      // Concerns only the root user (AWS-recorded).
      ["AccountMFAEnabled", mfaDevices.countOfOwner(null) > 0 ? 1 : 0],
      ["AccountPasswordPresent", 0],
      ["AccountSigningCertificatesPresent", 0],
      ["AttachedPoliciesPerGroupQuota", quotas.policiesPerGroup],
      ["AttachedPoliciesPerRoleQuota", quotas.policiesPerRole],
      ["AttachedPoliciesPerUserQuota", quotas.policiesPerUser],
      ["AssumeRolePolicySizeQuota", quotas.trustPolicySize],
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
      // AWS also counts SAML providers, which this service does not have.
      ["Providers", oidcProviders.count()],
      ["RolePolicySizeQuota", quotas.rolePolicySize],
      ["Roles", roles.count()],
      ["RolesQuota", quotas.rolesPerAccount],
      ["ServerCertificates", 0],
      ["ServerCertificatesQuota", 20],
      ["SigningCertificatesPerUserQuota", 2],
      ["UserPolicySizeQuota", quotas.userPolicySize],
      ["Users", users.count()],
      ["UsersQuota", quotas.usersPerAccount],
      ["VersionsPerPolicyQuota", quotas.versionsPerPolicy],
    ]),
  };
});
