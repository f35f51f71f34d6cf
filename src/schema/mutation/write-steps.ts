import { IamError, isNoSuchEntity, type PlannedWrite } from "../../iam/index.ts";
import { accountFact } from "../account/facts.ts";
import { builder } from "../builder.ts";
import type { Context } from "../context.ts";
import { FREE } from "../cost/index.ts";
import { toGraphQLError } from "../errors/index.ts";
import { encodeGlobalId, idOfGroup, idOfMfaDevice, idOfUser } from "../node/index.ts";
import { type ErrorFields, isRetryableCode } from "./domain-errors.ts";
import type { Other } from "./mutation.ts";

const WriteStepStatusType = builder.enumType("WriteStepStatus", {
  description: "What happened to a step of a change.",
  values: {
    PLANNED: { description: "The step was not tried, because this was a dry run." },
    DONE: { description: "The step was performed, or had nothing left to do." },
    FAILED: { description: "The step failed and changed nothing." },
    NOT_TRIED: { description: "The step was not tried, because an earlier one failed." },
    UNKNOWN: { description: "IAM did not confirm the step. It may have been performed." },
  } as const,
});

export type WriteStepStatus = (typeof WriteStepStatusType)["$inferType"];

/** A step of a change that takes several writes. */
export interface WriteStep {
  readonly write: PlannedWrite;
  readonly status: WriteStepStatus;
}

const WriteStepType = builder.objectRef<WriteStep>("WriteStep").implement({
  description: "A step of a change: one write in IAM.",
  fields: (t) => ({
    operation: t.string({
      description: "The IAM operation, such as `RemoveUserFromGroup`.",
      cost: FREE,
      resolve: ({ write }) => write.operation,
    }),
    target: t.string({
      description:
        "The name, serial number, id or ARN of what the step changes; for a group membership, the name of the group.",
      cost: FREE,
      resolve: ({ write }) => write.target,
    }),
    targetId: t.id({
      nullable: true,
      nullWhen: "the schema has no such entity",
      description:
        "The global id of the entity that `target` names, as it was before the change. Null if the schema has no such entity, as for access keys and client IDs.",
      cost: { needs: [accountFact] },
      resolve: ({ write }, _args, { loaders }) => targetIdOf(write, loaders),
    }),
    status: t.expose("status", {
      type: WriteStepStatusType,
      description: "Whether the step is planned, was performed, or failed.",
      cost: FREE,
    }),
  }),
});

export const WritePlanInterface = builder
  .interfaceRef<{ readonly steps: readonly WriteStep[] }>("WritePlan")
  .implement({
    description: "The steps of a change that takes several writes.",
    fields: (t) => ({
      steps: t.expose("steps", {
        type: [WriteStepType],
        description: "All steps in order, each with its status.",
        cost: FREE,
      }),
    }),
  });

/** The error of a change of which not all steps were performed. */
export interface IncompleteError extends Other, ErrorFields {
  readonly steps: readonly WriteStep[];
}

/** The step of a write. */
export function toStep(write: PlannedWrite, status: WriteStepStatus): WriteStep {
  return { write, status };
}

/** What the target of a write is. Credentials that only a user has are named by the user. */
function targetIdOf({ operation, target, input }: PlannedWrite, loaders: Context["loaders"]) {
  switch (operation) {
    case "DeleteUser":
    case "DeleteLoginProfile":
      return idOfUser({ userName: target }, loaders);
    case "RemoveUserFromGroup":
      return idOfGroup({ groupName: target }, loaders);
    case "DeactivateMFADevice":
      return "UserName" in input && input.UserName !== undefined
        ? idOfMfaDevice({ userName: input.UserName, serialNumber: target }, loaders)
        : null;
    case "DeleteVirtualMFADevice":
      return encodeGlobalId("VirtualMfaDevice", target);
    case "UpdateOpenIDConnectProviderThumbprint":
    case "TagOpenIDConnectProvider":
    case "UntagOpenIDConnectProvider":
      return encodeGlobalId("OidcProvider", target);
    default:
      return null;
  }
}

/** The write that failed, and the steps of the whole plan. */
export interface FailedWrite {
  readonly steps: readonly WriteStep[];
  readonly error: unknown;
  readonly write: PlannedWrite;
}

/**
 * Performs the writes of a plan in order, and stops at the first failure.
 * @param options.ignoresAbsent whether a write of an entity that does not exist has nothing left to do
 * @returns all steps, or the failure
 */
export async function performWrites(
  { iam }: Pick<Context, "iam">,
  plan: readonly PlannedWrite[],
  { ignoresAbsent = false } = {},
): Promise<{ readonly steps: readonly WriteStep[] } | FailedWrite> {
  for (const [index, write] of plan.entries()) {
    try {
      await iam.writes.change(write.operation, write.input);
    } catch (error) {
      // Another request has removed the entity.
      if (ignoresAbsent && isNoSuchEntity(error)) continue;
      const failed: WriteStepStatus = error instanceof IamError && error.mayBeDone ? "UNKNOWN" : "FAILED";
      const statusAt = (at: number) => (at < index ? "DONE" : at === index ? failed : "NOT_TRIED");
      return { steps: plan.map((one, at) => toStep(one, statusAt(at))), error, write };
    }
  }
  return { steps: plan.map((one) => toStep(one, "DONE")) };
}

/** Whether any step may have changed something. */
export function hasChanged(steps: readonly WriteStep[]): boolean {
  return steps.some(({ status }) => status === "DONE" || status === "UNKNOWN");
}

/**
 * The error of a change whose plan failed.
 * @param path the input field that the failed write is about
 * @throws the failure if it is unexpected
 */
export function incompleteError(
  typename: string,
  { steps, error, write }: FailedWrite,
  path: readonly string[] | null,
): IncompleteError {
  const reason = toGraphQLError(error);
  if (reason === undefined) throw error;
  const iam = error instanceof IamError ? error : undefined;
  const done = steps.filter(({ status }) => status === "DONE").length;
  return {
    typename,
    message: `${write.operation} of ${write.target} failed, after ${done} of ${steps.length} steps: ${reason.message}`,
    code: iam?.code ?? String(reason.extensions["code"]),
    requestId: iam?.requestId ?? null,
    outcome: hasChanged(steps) ? "PARTLY_DONE" : "NOTHING_DONE",
    isRetryable: isRetryable(iam),
    path,
    steps,
  };
}

function isRetryable(error: IamError | undefined): boolean {
  switch (error?.failure) {
    case "throttled":
    case "timeout":
    case "unavailable":
      return true;
    default:
      return isRetryableCode(error?.code);
  }
}
