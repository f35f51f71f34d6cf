import type { SentWrite } from "../iam/index.ts";

/** The audit entry that is written before a mutation calls IAM. */
export interface AuditIntent {
  readonly event: "intent";
  readonly mutation: string;
  /** The input fields that may be audited, as the caller gave them. Empty if the input is invalid. */
  readonly entity: Readonly<Record<string, unknown>>;
}

/** The audit entry that is written before a mutation returns its result. */
export interface AuditOutcome extends Omit<AuditIntent, "event"> {
  readonly event: "outcome";
  /**
   * - `done`: the change was made
   * - `refused`: nothing was done, because of a domain error
   * - `planned`: nothing was done, because this was a dry run
   * - `incomplete`: some of the writes were made
   * - `failed`: nothing was done, because a call failed
   * - `unknown`: the call failed in a way that does not show whether IAM made the change
   */
  readonly outcome: "done" | "refused" | "planned" | "incomplete" | "failed" | "unknown";
  /** The error code, unless the outcome is `done` or `planned`. */
  readonly code?: string | undefined;
  /** The writes that were sent to IAM, with IAM's request ids. */
  readonly writes: readonly Readonly<SentWrite>[];
}

/** The outcome of one mutation field of a request. Contains no secrets. */
export interface MutationOutcome extends Pick<AuditOutcome, "mutation" | "outcome" | "code" | "writes"> {
  /** The name of the field in the response. */
  readonly field: string;
}

/** Records the audit entries of one request. Resolves when the entry is durable. */
export interface Audit {
  note(entry: AuditIntent | AuditOutcome): Promise<void>;
}

/** The audit entry could not be written, so the mutation did not run. `cause` has the reason. */
export class AuditUnavailable extends Error {
  override readonly name = "AuditUnavailable";
}
