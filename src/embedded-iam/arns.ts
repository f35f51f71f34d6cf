import type { Account } from "./store/index.ts";

/** Whose entities the ARNs are. */
export type ArnAccount = Pick<Account, "accountId" | "partition">;

/** ARNs of an account's entities. A path starts and ends with a slash, so none is added (AWS-recorded). */
export const arns = {
  resource: ({ accountId, partition }: ArnAccount, resource: string): string =>
    `arn:${partition}:iam::${accountId}:${resource}`,
  root: (account: ArnAccount) => arns.resource(account, "root"),
  user: (account: ArnAccount, path: string, name: string) => arns.resource(account, `user${path}${name}`),
  group: (account: ArnAccount, path: string, name: string) => arns.resource(account, `group${path}${name}`),
  role: (account: ArnAccount, path: string, name: string) => arns.resource(account, `role${path}${name}`),
  policy: (account: ArnAccount, path: string, name: string) => arns.resource(account, `policy${path}${name}`),
  instanceProfile: (account: ArnAccount, path: string, name: string) =>
    arns.resource(account, `instance-profile${path}${name}`),
  serverCertificate: (account: ArnAccount, path: string, name: string) =>
    arns.resource(account, `server-certificate${path}${name}`),
  mfaDevice: (account: ArnAccount, path: string, name: string) => arns.resource(account, `mfa${path}${name}`),
  samlProvider: (account: ArnAccount, name: string) => arns.resource(account, `saml-provider/${name}`),
  /** `url` has no scheme. */
  oidcProvider: (account: ArnAccount, url: string) => arns.resource(account, `oidc-provider/${url}`),
  /** A managed policy of AWS. */
  awsPolicy: ({ partition }: Pick<Account, "partition">, path: string, name: string) =>
    `arn:${partition}:iam::aws:policy${path}${name}`,
};
