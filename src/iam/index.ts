export { createIamClient, type IamClientOptions } from "./client.ts";
export { IamError, type IamFailure, isNoSuchEntity, nullIfAbsent } from "./errors.ts";
export { type AssignmentStatus, createIam, type Iam, type IamOptions } from "./iam.ts";
export { createLedger, IamCallsExhausted, type Ledger } from "./ledger.ts";
export type * from "./records.ts";
