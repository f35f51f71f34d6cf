export { type ReportWaitOptions, readCredentialReport } from "./credential-report.ts";
export type { AssignmentStatus } from "./mfa-device-reads.ts";
export { createReads, type IamReads } from "./reads.ts";
