import type { Iam, SentWrite, UsageReport } from "../iam/index.ts";
import type { Loaders } from "../loaders/index.ts";
import type { Audit, MutationOutcome } from "./audit.ts";
import type { Caller } from "./authorization/index.ts";

/** What resolvers get; one per request. */
export interface Context {
  readonly caller: Caller;
  /** All reads of the request so far. A mutation replaces them, because earlier reads may be out of date. */
  loaders: Loaders;
  /** For writes. Reads go through `loaders`. */
  readonly iam: Iam;
  readonly audit: Audit;
  readonly log: { error(fields: object, message: string): void };
  /** Serial numbers of the devices whose secrets this request returns, by response field. */
  readonly shownSecrets: Map<string, string>;
  /** Outcomes of the mutation fields that have finished. */
  readonly mutationOutcomes: MutationOutcome[];
  /** IAM calls of this request so far, by action. */
  iamCalls(): Readonly<Record<string, number>>;
  /** Everything that this request has used at IAM so far. */
  iamUsage(): UsageReport;
  /** Writes that this request has sent so far. */
  iamWrites(): readonly Readonly<SentWrite>[];
  /** Ends the request's IAM calls, because its clients have disconnected or its result is too large. */
  endIamCalls(): void;
  /** Whether `endIamCalls` was called. */
  iamCallsHaveEnded(): boolean;
}
