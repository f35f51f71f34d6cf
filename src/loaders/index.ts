import type { IamReads } from "../iam/index.ts";
import { type AccountSummaryLoader, createAccountSummaryLoader } from "./account-summary.ts";
import { createConnectionReader } from "./connections.ts";
import { createGroupLoader, type GroupLoader } from "./groups.ts";
import { createMfaDeviceLoader, type MfaDeviceLoader } from "./mfa-devices.ts";
import { createOidcProviderLoader, type OidcProviderLoader } from "./oidc-providers.ts";
import { createUserLoader, type UserLoader } from "./users.ts";
import { createVirtualMfaDeviceLoader, type VirtualMfaDeviceLoader } from "./virtual-mfa-devices.ts";

export { BadUserInput } from "./bad-user-input.ts";
export type { Connection } from "./connections.ts";
export type { ConnectionArguments } from "./paging/index.ts";

/** All reads of one request: what was once asked of IAM in it is not asked again. */
export interface Loaders {
  readonly accountSummary: AccountSummaryLoader;
  readonly groups: GroupLoader;
  readonly mfaDevices: MfaDeviceLoader;
  readonly oidcProviders: OidcProviderLoader;
  readonly users: UserLoader;
  readonly virtualMfaDevices: VirtualMfaDeviceLoader;
}

/** Made anew for every request. */
export function createLoaders(iam: IamReads): Loaders {
  const connections = createConnectionReader();
  const accountSummary = createAccountSummaryLoader(iam);
  return {
    accountSummary,
    groups: createGroupLoader(iam, connections, accountSummary),
    mfaDevices: createMfaDeviceLoader(iam, connections),
    oidcProviders: createOidcProviderLoader(iam, connections),
    users: createUserLoader(iam, connections, accountSummary),
    virtualMfaDevices: createVirtualMfaDeviceLoader(iam, connections),
  };
}
