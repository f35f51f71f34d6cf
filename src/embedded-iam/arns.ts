/** ARNs of the account's entities. A path starts and ends with a slash, so none is added (AWS-recorded). */
export const arns = {
  root: (accountId: string) => `arn:aws:iam::${accountId}:root`,
  user: (accountId: string, path: string, name: string) => `arn:aws:iam::${accountId}:user${path}${name}`,
  group: (accountId: string, path: string, name: string) => `arn:aws:iam::${accountId}:group${path}${name}`,
  mfaDevice: (accountId: string, path: string, name: string) => `arn:aws:iam::${accountId}:mfa${path}${name}`,
  /** `url` has no scheme. */
  oidcProvider: (accountId: string, url: string) => `arn:aws:iam::${accountId}:oidc-provider/${url}`,
};
