import type { AccountSummary, Iam } from "../iam/index.ts";
import { once } from "./batch.ts";

export interface AccountSummaryLoader {
  load(): Promise<AccountSummary>;
}

/** At most one GetAccountSummary a request. */
export function createAccountSummaryLoader(iam: Iam): AccountSummaryLoader {
  return { load: once(() => iam.getAccountSummary()) };
}
