import { IamError, type SentWrite } from "../../iam/index.ts";
import type { Context } from "../context.ts";
import { toGraphQLError } from "../errors.ts";
import { AuditUnavailable } from "./audit-unavailable.ts";
import { DomainError } from "./domain-errors.ts";

/** What is noted of a mutation before anything is asked of IAM. */
export interface AuditIntent {
  readonly event: "intent";
  readonly mutation: string;
  /** The input as it was given: see `auditedInput`. Empty where the input is not valid. */
  readonly entity: Readonly<Record<string, unknown>>;
}

/** What is noted of it before it is answered. */
export interface AuditOutcome extends Omit<AuditIntent, "event"> {
  readonly event: "outcome";
  /** `done`, `refused` (nothing was done), `planned` (a dry run), `incomplete`, `failed`, or `unknown`: nobody can tell. */
  readonly outcome: "done" | "refused" | "planned" | "incomplete" | "failed" | "unknown";
  /** Why not, where it was not done. */
  readonly code?: string | undefined;
  /** The writes that were sent to IAM, with its request ids. */
  readonly writes: readonly Readonly<SentWrite>[];
}

/** The outcome of one mutation of a request. It contains no secret. */
export interface MutationOutcome extends Pick<AuditOutcome, "mutation" | "outcome" | "code" | "writes"> {
  /** The response's field. */
  readonly field: string;
}

/** Takes audit entries of one request; resolves when they cannot be lost any more. */
export interface Audit {
  note(entry: AuditIntent | AuditOutcome): Promise<void>;
}

/**
 * Notes a mutation before and after `work`, which does it. Nothing is done where the intent cannot be noted
 * (AuditUnavailable); where the outcome cannot, what was done is answered all the same.
 */
export async function audited<Result extends object>(
  context: Context,
  { field, mutation }: Pick<MutationOutcome, "field" | "mutation">,
  entity: AuditIntent["entity"],
  work: () => Promise<Result>,
): Promise<Result> {
  const { audit, iamWrites, log } = context;
  const sentBefore = iamWrites().length;
  try {
    await audit.note({ event: "intent", mutation, entity });
  } catch (cause) {
    log.error({ err: cause, mutation }, "the audit could not be written: the mutation is refused");
    throw new AuditUnavailable("The audit could not be written", { cause });
  }
  const note = async (outcome: AuditOutcome["outcome"], code?: string) => {
    const writes = iamWrites().slice(sentBefore);
    context.mutationOutcomes.push({ field, mutation, outcome, code, writes });
    try {
      await audit.note({ event: "outcome", mutation, entity, outcome, code, writes });
    } catch (error) {
      log.error({ err: error, mutation, outcome, code }, "the outcome of a mutation could not be written to the audit");
    }
  };
  try {
    const result = await work();
    await note(...outcomeOf(result));
    return result;
  } catch (error) {
    const mayBeDone = error instanceof IamError && error.mayBeDone;
    await note(mayBeDone ? "unknown" : "failed", codeOf(error));
    throw error;
  }
}

function outcomeOf(result: object): [AuditOutcome["outcome"], string?] {
  if (result instanceof DomainError) return ["refused", result.code];
  if (!("typename" in result)) return ["done"];
  return "code" in result ? ["incomplete", String(result.code)] : ["planned"];
}

function codeOf(error: unknown): string {
  if (error instanceof IamError && error.code !== undefined) return error.code;
  return String(toGraphQLError(error)?.extensions["code"] ?? "INTERNAL_SERVER_ERROR");
}
