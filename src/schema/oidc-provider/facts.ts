import { defaultQuotas } from "../../iam-model/quotas.ts";
import type { Fact } from "../cost/index.ts";

/** Everything about a provider but its ARN, which is all that IAM's list returns. */
export const oidcProviderFact: Fact = { call: "listedOidcProvider" };

/** The most client IDs that a provider has. */
export const assumedClientIds = defaultQuotas.clientIdsPerOidcProvider;
