import type { Iam, SentWrite, UsageReport } from "../iam/index.ts";
import type { Loaders } from "../loaders/index.ts";
import type { Caller } from "./authorization/caller.ts";
import type { Audit, MutationOutcome } from "./mutation/audit.ts";

/** What every resolver gets: made anew for each request. */
export interface Context {
  /** Who asks. */
  readonly caller: Caller;
  /** Everything read so far. Whoever writes replaces it, for what was read may be otherwise now. */
  loaders: Loaders;
  /** IAM itself, for what is written. */
  readonly iam: Iam;
  readonly audit: Audit;
  readonly log: { error(fields: object, message: string): void };
  /** Devices whose secrets this request shows: serial numbers by the response's field. */
  readonly shownSecrets: Map<string, string>;
  /** Outcomes of the mutations of this request that have ended. */
  readonly mutationOutcomes: MutationOutcome[];
  /** What this request has cost at IAM so far, by action. */
  iamCalls(): Readonly<Record<string, number>>;
  /** All that it has cost so far. */
  iamBill(): UsageReport;
  /** What this request has written so far. */
  iamWrites(): readonly Readonly<SentWrite>[];
  /** Ends the IAM calls of this request, because its clients have disconnected or its answer is too large. */
  endIamCalls(): void;
  /** Whether `endIamCalls` was called. */
  iamCallsHaveEnded(): boolean;
}
