export { createIamClient, type IamClientOptions } from "./client.ts";
export { IamError, type IamFailure, isNoSuchEntity, nullIfAbsent } from "./errors.ts";
export { createIam, type Iam } from "./iam.ts";
export { createLedger, IamCallsExhausted, type Ledger, type SentWrite } from "./ledger.ts";
export type { AssignmentStatus, IamReads } from "./reads.ts";
export type { RecentWritesOptions } from "./recent-writes.ts";
export type * from "./records.ts";
export type { RemovalStep } from "./user-removal.ts";
export type { ChangeName, IamWrites, WriteInput } from "./writes.ts";
