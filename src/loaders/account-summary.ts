import type { AccountSummary, Iam } from "../iam/index.ts";
import { once } from "./batch.ts";

export interface AccountSummaryLoader {
  /** At most one GetAccountSummary a request. */
  load(): Promise<AccountSummary>;
  /** One number of it, by IAM's own key. */
  count(key: string): Promise<number>;
}

export function createAccountSummaryLoader(iam: Iam): AccountSummaryLoader {
  const load = once(() => iam.getAccountSummary());
  return {
    load,
    async count(key) {
      const summary = await load();
      const count = summary[key];
      if (count === undefined) throw new Error(`GetAccountSummary answered without ${key}`);
      return count;
    },
  };
}
