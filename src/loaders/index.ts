import type { Iam } from "../iam/index.ts";
import { type AccountSummaryLoader, createAccountSummaryLoader } from "./account-summary.ts";
import { once, rememberedLists, rememberedReads } from "./batching/index.ts";
import { type CredentialLoader, createCredentialLoader } from "./credentials.ts";
import { createGroupLoader, type GroupLoader } from "./groups.ts";
import { createGets, Hydrator } from "./hydration/index.ts";
import { createMfaDeviceLoader, type MfaDeviceLoader } from "./mfa-devices.ts";
import { createOidcProviderLoader, type OidcProviderLoader } from "./oidc-providers.ts";
import { createConnectionReader } from "./paging/index.ts";
import { createUserLoader, type UserLoader } from "./users.ts";
import { createVirtualMfaDeviceLoader, type VirtualMfaDeviceLoader } from "./virtual-mfa-devices.ts";

export { BadUserInput } from "./bad-user-input.ts";
export type { Connection, ConnectionArguments } from "./paging/index.ts";
export { type UserField, userFieldsOf } from "./user-fields.ts";

/** All reads of one request: what was once asked of IAM in it is not asked again. */
export interface Loaders {
  readonly accountSummary: AccountSummaryLoader;
  readonly credentials: CredentialLoader;
  readonly groups: GroupLoader;
  readonly mfaDevices: MfaDeviceLoader;
  readonly oidcProviders: OidcProviderLoader;
  readonly users: UserLoader;
  readonly virtualMfaDevices: VirtualMfaDeviceLoader;
}

/** Made anew for every request. */
export function createLoaders({
  reads,
  consistentLists,
  planning,
}: Pick<Iam, "reads" | "consistentLists" | "planning">): Loaders {
  const iam = rememberedReads(reads);
  // Look-ups that read a list have their own waits, each for its own entity: the lists that callers see wait for all.
  const lists = rememberedLists(consistentLists(iam));
  const connections = createConnectionReader();
  const accountSummary = createAccountSummaryLoader(iam);
  const gets = createGets(iam, planning);
  const report = once(() => iam.getCredentialReport());
  const hydrator = new Hydrator(iam, planning, gets, report);
  const credentials = createCredentialLoader(iam, planning, hydrator, report);
  return {
    accountSummary,
    credentials,
    groups: createGroupLoader(lists, iam, planning, gets, hydrator, connections, accountSummary),
    mfaDevices: createMfaDeviceLoader(gets, hydrator, connections),
    oidcProviders: createOidcProviderLoader(lists, iam, planning, connections),
    users: createUserLoader(lists, iam, planning, hydrator, connections, accountSummary, credentials),
    virtualMfaDevices: createVirtualMfaDeviceLoader(lists, iam, planning, hydrator, connections),
  };
}
