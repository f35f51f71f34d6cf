/**
 * AWS's default quotas (docs: "IAM and AWS STS quotas"). Only what the embedded IAM enforces; GetAccountSummary's other
 * `...Quota` figures are constants of that operation.
 */
export const defaultQuotas = {
  /** Hard at AWS. */
  usersPerAccount: 5000,
  groupsPerAccount: 300,
  /** Hard at AWS. */
  groupsPerUser: 10,
  /** Virtual, hardware and FIDO devices together; 1 until November 2022. */
  mfaDevicesPerUser: 8,
  /** Assigned or not; docs: equal to the quota of users. */
  virtualMfaDevicesPerAccount: 5000,
  oidcProvidersPerAccount: 100,
  clientIdsPerOidcProvider: 100,
  thumbprintsPerOidcProvider: 5,
  tagsPerResource: 50,
  accessKeysPerUser: 2,
};

export type Quotas = Readonly<Record<keyof typeof defaultQuotas, number>>;

/** The largest `MaxItems` of every list operation (service model: `maxItemsType`). */
export const MAX_PAGE_SIZE = 1000;
