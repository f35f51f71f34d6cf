import type { CallExecutor } from "../calls/index.ts";
import { type AccountReads, createAccountReads } from "./account-reads.ts";
import { createGroupReads, type GroupReads } from "./group-reads.ts";
import { createMfaDeviceReads, type MfaDeviceReads } from "./mfa-device-reads.ts";
import { createOidcProviderReads, type OidcProviderReads } from "./oidc-provider-reads.ts";
import type { ReadsOptions } from "./options.ts";
import { createUserReads, type UserReads } from "./user-reads.ts";

/** IAM's read operations. Each method is one call; it rejects with `IamError` or `IamCallsExhausted`. */
export interface IamReads extends UserReads, GroupReads, MfaDeviceReads, OidcProviderReads, AccountReads {}

/** Creates the reads of one request. */
export function createReads(calls: CallExecutor, options: ReadsOptions): IamReads {
  return {
    ...createUserReads(calls, options),
    ...createGroupReads(calls, options),
    ...createMfaDeviceReads(calls, options),
    ...createOidcProviderReads(calls, options),
    ...createAccountReads(calls, options),
  };
}
