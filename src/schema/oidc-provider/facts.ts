import type { Fact } from "../cost/index.ts";

/** Everything about a provider but its ARN, which is all that IAM's list returns. */
export const oidcProviderFact: Fact = { call: "listedOidcProvider" };
