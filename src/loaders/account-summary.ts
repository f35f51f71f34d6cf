import type { AccountSummary, IamReads } from "../iam/index.ts";
import { once } from "./batching/index.ts";

export interface AccountSummaryLoader {
  load(): Promise<AccountSummary>;
}

/** At most one GetAccountSummary a request. */
export function createAccountSummaryLoader(iam: IamReads): AccountSummaryLoader {
  return { load: once(() => iam.getAccountSummary()) };
}
