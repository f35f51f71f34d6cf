export type { Entity } from "./answers.ts";
export { consistentLists, type Lists } from "./consistent-lists.ts";
export { consistentReads } from "./consistent-reads.ts";
export { Expectations, type PropagationOptions, topicOf } from "./expectations.ts";
export type { Presence, Thing } from "./presences.ts";
export { blockers } from "./removals.ts";
export { type DependsOn, sendUntilPropagated } from "./write-propagation.ts";
