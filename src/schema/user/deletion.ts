import { IamError, isNoSuchEntity, type RemovalStep, type User } from "../../iam/index.ts";
import { builder } from "../builder.ts";
import type { Context } from "../context.ts";
import { FREE } from "../cost/index.ts";
import { toGraphQLError } from "../errors/index.ts";
import { describe, IamErrorInterface, mutation, notSent, type Other, sent } from "../mutation/index.ts";
import { idOfUser } from "../node/index.ts";

interface Step {
  readonly operation: string;
  readonly target: string;
  readonly done: boolean;
}

const StepType = builder.objectRef<Step>("DeleteUserStep").implement({
  description: "A step of a cascading user deletion.",
  fields: (t) => ({
    operation: t.exposeString("operation", { description: "The IAM operation, such as `RemoveUserFromGroup`." }),
    target: t.exposeString("target", {
      description:
        "The name, serial number, id or ARN of the removed entity; for a group membership, the name of the group.",
    }),
    done: t.exposeBoolean("done", { description: "Whether the step was performed." }),
  }),
});

const PlanType = builder.objectRef<Other & { readonly steps: readonly Step[] }>("DeleteUserPlan").implement({
  description: "The result of a dry run: the steps of the deletion. Nothing was changed.",
  fields: (t) => ({
    steps: t.expose("steps", {
      type: [StepType],
      description: "The steps in order; the last one deletes the user.",
      cost: FREE,
    }),
  }),
});

interface Incomplete extends Other {
  readonly message: string;
  readonly code: string;
  readonly requestId: string | null;
  readonly steps: readonly Step[];
}

const IncompleteType = builder.objectRef<Incomplete>("DeleteUserIncompleteError").implement({
  description:
    "A step of the deletion failed, and the later ones were not performed. The user still exists, without the entities that were removed.",
  interfaces: [IamErrorInterface],
  fields: (t) => ({
    steps: t.expose("steps", {
      type: [StepType],
      description: "All steps in order: those that were performed, then the others.",
      cost: FREE,
    }),
  }),
});

/**
 * GetUser, nine lists, and the writes for everything that IAM's default quotas allow a user to have: 10 groups, 8 devices
 * (each deactivated, then deleted), 2 access keys, a login profile, 20 policies, 5 SSH keys, 2 certificates, 2 credentials
 * of each of two services; then the user.
 */
const MAX_CALLS_OF_CASCADE = 1 + 9 + 10 + 2 * 8 + 2 + 1 + 20 + 5 + 2 + 4 + 1;

mutation("deleteUser", {
  description:
    "Deletes a user. IAM rejects the deletion while the user has credentials, policies, group memberships or devices: `cascade` removes these first, and `dryRun` returns the steps without performing them.",
  operation: "DeleteUser",
  maxCalls: ({ cascade }) => (cascade ? MAX_CALLS_OF_CASCADE : 2),
  // A cascade removes permissions and second factors.
  scopesFor: ({ cascade }) => (cascade ? ["iam:admin"] : []),
  input: builder.inputType("DeleteUserInput", {
    description: "The user to delete.",
    fields: (t) => ({
      userName: t.string({ required: true, description: describe.userName }),
      cascade: t.boolean({
        description:
          "Whether to first remove everything that prevents the deletion, in this order: login profile, access keys, certificates, SSH keys, service credentials, policies, group memberships, MFA devices (virtual ones are deleted). Requires the scope `iam:admin`. False if omitted.",
      }),
      dryRun: t.boolean({ description: "Whether to return the steps without performing them. False if omitted." }),
    }),
  }),
  inputRows: { userName: sent("UserName"), cascade: notSent, dryRun: notSent },
  payload: builder.objectRef<{ readonly before: User }>("DeleteUserPayload").implement({
    description: "The user was deleted.",
    fields: (t) => ({
      deletedId: t.id({
        description: describe.deletedId,
        cost: FREE,
        resolve: ({ before }, _args, { loaders }) => idOfUser(before, loaders),
      }),
    }),
  }),
  errors: ["ConcurrentModification", "DeleteConflict", "LimitExceeded", "NoSuchEntity"],
  others: [PlanType, IncompleteType],
  async run(_iamInput, { context, input: { userName, cascade, dryRun }, selects }) {
    const { iam, loaders } = context;
    // IAM accepts the name in any case; the id contains the user's own spelling.
    const before = cascade || dryRun || selects("deletedId") ? await loaders.users.load(userName) : { userName };
    const deletion: RemovalStep = {
      operation: "DeleteUser",
      target: before.userName,
      input: { UserName: before.userName },
    };
    const plan = cascade ? await iam.planUserRemoval(before.userName) : [deletion];
    if (dryRun) return { typename: "DeleteUserPlan", steps: plan.map((step) => toStep(step, false)) };
    const payload = { before };
    if (cascade) return (await removeAll(context, plan)) ?? payload;
    await iam.writes.change("DeleteUser", { UserName: before.userName });
    return payload;
  },
});

function toStep({ operation, target }: RemovalStep, done: boolean): Step {
  return { operation, target, done };
}

/** Performs the steps in order. Returns which of them were done if one fails. */
async function removeAll({ iam }: Context, plan: readonly RemovalStep[]): Promise<Incomplete | undefined> {
  for (const [index, step] of plan.entries()) {
    try {
      await iam.writes.change(step.operation, step.input);
    } catch (error) {
      // Another request has removed the entity.
      if (isNoSuchEntity(error)) continue;
      return incomplete(plan, index, error);
    }
  }
  return undefined;
}

function incomplete(plan: readonly RemovalStep[], failed: number, error: unknown): Incomplete {
  const reason = toGraphQLError(error);
  if (reason === undefined) throw error;
  const step = plan[failed];
  const iam = error instanceof IamError ? error : undefined;
  return {
    typename: "DeleteUserIncompleteError",
    message: `${step?.operation} of ${step?.target} failed, after ${failed} of ${plan.length} steps: ${reason.message}`,
    code: iam?.code ?? String(reason.extensions["code"]),
    requestId: iam?.requestId ?? null,
    steps: plan.map((one, index) => toStep(one, index < failed)),
  };
}
