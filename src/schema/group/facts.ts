import type { Fact } from "../cost/index.ts";

/** Everything about a group but its name. All of IAM's lists of groups return it. */
export const groupFact: Fact = { call: "groupFacts" };
