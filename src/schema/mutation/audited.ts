import { IamError } from "../../iam/index.ts";
import { type AuditIntent, type AuditOutcome, AuditUnavailable, type MutationOutcome } from "../audit.ts";
import type { Context } from "../context.ts";
import { toGraphQLError } from "../errors/index.ts";
import { DomainError } from "./domain-errors.ts";

/**
 * Runs `work`, which performs a mutation, between two audit entries. The work does not run if the first entry cannot be
 * written. If the second one cannot be written, the failure is logged and the result is returned.
 * @throws AuditUnavailable if the first entry cannot be written
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
  if (!("code" in result)) return ["planned"];
  const isUnchanged = "outcome" in result && result.outcome === "NOTHING_DONE";
  return [isUnchanged ? "failed" : "incomplete", String(result.code)];
}

function codeOf(error: unknown): string {
  if (error instanceof IamError && error.code !== undefined) return error.code;
  return String(toGraphQLError(error)?.extensions["code"] ?? "INTERNAL_SERVER_ERROR");
}
