/**
 * AWS's default quotas (docs: "IAM and AWS STS quotas"), as far as the embedded IAM enforces them. The other `...Quota` numbers
 * of GetAccountSummary are constants of that operation.
 */
export const defaultQuotas = {
  /** AWS does not raise it. */
  usersPerAccount: 5000,
  groupsPerAccount: 300,
  rolesPerAccount: 1000,
  instanceProfilesPerAccount: 1000,
  /** Characters of a trust policy. Whether white space counts is not known: it does here. */
  trustPolicySize: 2048,
  /** AWS does not raise it. */
  groupsPerUser: 10,
  /** Virtual, hardware and FIDO devices together; 1 until November 2022. */
  mfaDevicesPerUser: 8,
  /** Assigned or not. Equal to the quota of users (docs). */
  virtualMfaDevicesPerAccount: 5000,
  oidcProvidersPerAccount: 100,
  clientIdsPerOidcProvider: 100,
  thumbprintsPerOidcProvider: 5,
  tagsPerResource: 50,
  accessKeysPerUser: 2,
  sshPublicKeysPerUser: 5,
  signingCertificatesPerUser: 2,
  serviceSpecificCredentialsPerUserAndService: 2,
  serverCertificatesPerAccount: 20,
  samlProvidersPerAccount: 100,
  policiesPerAccount: 1500,
  versionsPerPolicy: 5,
  /** Managed policies, for this and the next two. */
  policiesPerUser: 10,
  policiesPerGroup: 10,
  policiesPerRole: 10,
  /** Characters of a managed policy. White space does not count, also for the next three. */
  policySize: 6144,
  /** Characters of all inline policies of a user together. */
  userPolicySize: 2048,
  groupPolicySize: 5120,
  rolePolicySize: 10_240,
};

/** The quotas of an account. */
export type Quotas = Readonly<Record<keyof typeof defaultQuotas, number>>;

/** The largest `MaxItems` of every list operation (service model: `maxItemsType`). */
export const MAX_PAGE_SIZE = 1000;
