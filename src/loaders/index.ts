import type { Iam } from "../iam/index.ts";
import { AccountLoader } from "./account.ts";
import { type AccountSummaryLoader, createAccountSummaryLoader } from "./account-summary.ts";
import { once, rememberedLists, rememberedReads } from "./batching/index.ts";
import { type CredentialLoader, createCredentialLoader } from "./credentials.ts";
import { createGroupLoader, type GroupLoader } from "./groups.ts";
import { createLookUps, Hydrator } from "./hydration/index.ts";
import { createMfaDeviceLoader, type MfaDeviceLoader } from "./mfa-devices.ts";
import { createOidcProviderLoader, type OidcProviderLoader } from "./oidc-providers.ts";
import { createConnectionReader } from "./paging/index.ts";
import { createUserLists } from "./user-lists.ts";
import { createUserLoader, type UserLoader } from "./users.ts";
import { createVirtualMfaDeviceLoader, type VirtualMfaDeviceLoader } from "./virtual-mfa-devices.ts";

export { BadUserInput } from "./bad-user-input.ts";
export {
  both,
  type DateRange,
  type Direction,
  type Filter,
  splitFilter,
  splitPathPrefix,
  testsOf,
} from "./filtering/index.ts";
export type { GroupOrder, GroupTest } from "./groups.ts";
export type { Connection, ConnectionArguments } from "./paging/index.ts";
export type { UserField } from "./user-fields.ts";
export type { UserFilter, UserOrder, UserTest } from "./user-lists.ts";
export { type DeviceOrder, type DeviceTest, isAssignmentTest } from "./virtual-device-lists.ts";

/** The reads of one request. Each IAM read runs at most once in a request. */
export interface Loaders {
  readonly account: AccountLoader;
  readonly accountSummary: AccountSummaryLoader;
  readonly credentials: CredentialLoader;
  readonly groups: GroupLoader;
  readonly mfaDevices: MfaDeviceLoader;
  readonly oidcProviders: OidcProviderLoader;
  readonly users: UserLoader;
  readonly virtualMfaDevices: VirtualMfaDeviceLoader;
}

/** Creates the loaders of one request. */
export function createLoaders({
  account,
  reads,
  consistentLists,
  planning,
}: Pick<Iam, "account" | "reads" | "consistentLists" | "planning">): Loaders {
  const iam = rememberedReads(reads);
  // Lists that callers see wait for all recent writes. Look-ups that read a list wait for writes of their own entity only.
  const lists = rememberedLists(consistentLists(iam));
  const connections = createConnectionReader();
  const accountSummary = createAccountSummaryLoader(iam);
  const lookUps = createLookUps(iam, planning);
  const report = once(() => iam.getCredentialReport());
  const hydrator = new Hydrator(iam, planning, lookUps, report);
  const credentials = createCredentialLoader(iam, planning, hydrator, report);
  const userLists = createUserLists(hydrator, credentials);
  const mfaDevices = createMfaDeviceLoader(lookUps, hydrator, connections);
  return {
    account: new AccountLoader(account),
    accountSummary,
    credentials,
    groups: createGroupLoader(lists, iam, planning, lookUps, hydrator, connections, accountSummary, userLists),
    mfaDevices,
    oidcProviders: createOidcProviderLoader(lists, iam, planning, connections),
    users: createUserLoader(lists, iam, planning, hydrator, connections, accountSummary, credentials, userLists),
    virtualMfaDevices: createVirtualMfaDeviceLoader(lists, iam, planning, hydrator, connections, mfaDevices),
  };
}
