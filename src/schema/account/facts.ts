import type { Fact } from "../cost/index.ts";

/** The id of the account. It costs a call only if no response of this process contained an ARN yet. */
export const accountFact: Fact = { call: "account" };
