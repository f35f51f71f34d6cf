import type { AccountSummary, IamReads } from "../iam/index.ts";
import { once } from "./batching/index.ts";

export interface AccountSummaryLoader {
  load(): Promise<AccountSummary>;
}

/** Entity counts and quotas of the account, for one request. */
export function createAccountSummaryLoader(iam: IamReads): AccountSummaryLoader {
  return { load: once(() => iam.getAccountSummary()) };
}
