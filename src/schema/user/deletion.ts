import { IamError, isNoSuchEntity, type RemovalStep } from "../../iam/index.ts";
import { builder } from "../builder.ts";
import type { Context } from "../context.ts";
import { toGraphQLError } from "../errors.ts";
import { IamErrorInterface } from "../mutation/domain-errors.ts";
import { describe } from "../mutation/inputs.ts";
import { mutation, type Other } from "../mutation/mutation.ts";
import { encodeGlobalId } from "../node/global-id.ts";

interface Step {
  readonly operation: string;
  readonly target: string;
  readonly done: boolean;
}

const StepType = builder.objectRef<Step>("DeleteUserStep").implement({
  description: "One write of a user's removal.",
  fields: (t) => ({
    operation: t.exposeString("operation", { description: "IAM's operation, such as `RemoveUserFromGroup`." }),
    target: t.exposeString("target", {
      description:
        "What it is about: the name, serial number, id or ARN of what is removed, or the group that is left.",
    }),
    done: t.exposeBoolean("done", { description: "Whether it was done." }),
  }),
});

const PlanType = builder.objectRef<Other & { readonly steps: readonly Step[] }>("DeleteUserPlan").implement({
  description: "What would be removed, in order. Nothing was.",
  fields: (t) => ({
    steps: t.expose("steps", { type: [StepType], description: "The writes that it would take, the user itself last." }),
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
    "A write on the way failed, and the rest was left alone: the user is still there, without what was removed.",
  interfaces: [IamErrorInterface],
  fields: (t) => ({
    steps: t.expose("steps", {
      type: [StepType],
      description: "All writes in order: those done, then those not done.",
    }),
  }),
});

/**
 * A look at the user, a list of each of nine kinds, and the writes that remove all that IAM's default quotas let it have:
 * 10 groups, 8 devices (each deactivated, then deleted), 2 keys, a login profile, 20 policies, 5 SSH keys, 2 certificates,
 * 2 credentials of each of two services, itself.
 */
const CALLS_OF_CASCADE = 1 + 9 + 10 + 2 * 8 + 2 + 1 + 20 + 5 + 2 + 4 + 1;

mutation("deleteUser", {
  description:
    "Deletes a user. IAM refuses while anything depends on the user; `cascade` removes that first, and `dryRun` only says what would be removed.",
  operation: "DeleteUser",
  // What it removes besides are the user's rights and second factors.
  mostCalls: ({ cascade }) => (cascade ? CALLS_OF_CASCADE : 2),
  scopesFor: ({ cascade }) => (cascade ? ["iam:admin"] : []),
  input: builder.inputType("DeleteUserInput", {
    description: "The user to delete, and how.",
    fields: (t) => ({
      userName: t.string({ required: true, description: describe.userName }),
      cascade: t.boolean({
        description:
          "Whether to first remove what prevents the deletion, in this order: login profile, access keys, certificates, SSH keys, service credentials, policies, group memberships, MFA devices (virtual ones are deleted). Requires `iam:admin`.",
      }),
      dryRun: t.boolean({ description: "Whether to answer only the plan, and remove nothing." }),
    }),
  }),
  payload: builder.objectRef<{ readonly deletedId: string }>("DeleteUserPayload").implement({
    description: "The user is gone.",
    fields: (t) => ({ deletedId: t.exposeID("deletedId", { description: describe.deletedId }) }),
  }),
  errors: ["ConcurrentModification", "DeleteConflict", "LimitExceeded", "NoSuchEntity"],
  others: [PlanType, IncompleteType],
  async run(_iamInput, { context, input: { userName, cascade, dryRun }, selects }) {
    const { iam, loaders } = context;
    // IAM takes the name in any case; an id is of one spelling.
    const before = cascade || dryRun || selects("deletedId") ? await loaders.users.load(userName) : { userName };
    const deletion: RemovalStep = {
      operation: "DeleteUser",
      target: before.userName,
      input: { UserName: before.userName },
    };
    const plan = cascade ? await iam.planUserRemoval(before.userName) : [deletion];
    if (dryRun) return { typename: "DeleteUserPlan", steps: plan.map((step) => told(step, false)) };
    const payload = { deletedId: encodeGlobalId("User", before.userName) };
    if (cascade) return (await removeAll(context, plan)) ?? payload;
    await iam.writes.change("DeleteUser", { UserName: before.userName });
    return payload;
  },
});

function told({ operation, target }: RemovalStep, done: boolean): Step {
  return { operation, target, done };
}

/** Does one step after the other; where one fails, says how far it came. */
async function removeAll({ iam }: Context, plan: readonly RemovalStep[]): Promise<Incomplete | undefined> {
  for (const [index, step] of plan.entries()) {
    try {
      await iam.writes.change(step.operation, step.input);
    } catch (error) {
      // Somebody else was sooner.
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
    steps: plan.map((one, index) => told(one, index < failed)),
  };
}
