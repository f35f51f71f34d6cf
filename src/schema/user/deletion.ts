import { type ChangeName, type PlannedWrite, plannedWrite, type User } from "../../iam/index.ts";
import { type DeleteBlocker, errorTexts, userBlockers } from "../../iam-model/error-texts.ts";
import { builder } from "../builder.ts";
import { FREE } from "../cost/index.ts";
import {
  DomainError,
  describe,
  IamErrorInterface,
  type IncompleteError,
  incompleteError,
  mutation,
  notSent,
  type Other,
  performWrites,
  sent,
  toStep,
  WritePlanInterface,
  type WriteStep,
} from "../mutation/index.ts";
import { idOfUser } from "../node/index.ts";

const PlanType = builder.objectRef<Other & { readonly steps: readonly WriteStep[] }>("DeleteUserPlan").implement({
  description:
    "The result of a dry run: the steps of the deletion; the last one deletes the user. Nothing was changed.",
  interfaces: [WritePlanInterface],
});

const IncompleteType = builder.objectRef<IncompleteError>("DeleteUserIncompleteError").implement({
  description:
    "A step of the deletion failed, and the later ones were not tried. The user still exists, without the entities that were removed.",
  interfaces: [IamErrorInterface, WritePlanInterface],
});

/** GetUser, and the nine lists of what can prevent a deletion. */
const CALLS_OF_PLAN = 1 + 9;

/**
 * The plan, and the writes for everything that IAM's default quotas allow a user to have: 10 groups, 8 devices
 * (each deactivated, then deleted), 2 access keys, a login profile, 20 policies, 5 SSH keys, 2 certificates, 2 credentials
 * of each of two services; then the user.
 */
const MAX_CALLS_OF_CASCADE = CALLS_OF_PLAN + 10 + 2 * 8 + 2 + 1 + 20 + 5 + 2 + 4 + 1;

const USER_NAME = ["input", "userName"];

mutation("deleteUser", {
  description:
    "Deletes a user. IAM rejects the deletion while the user has credentials, policies, group memberships or devices: `cascade` removes these first, and `dryRun` returns what the deletion would do, or the error that it would return.",
  operation: "DeleteUser",
  maxCalls: ({ cascade, dryRun }) => (cascade ? MAX_CALLS_OF_CASCADE : dryRun ? CALLS_OF_PLAN : 2),
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
      dryRun: t.boolean({
        description:
          "Whether to return the steps without performing them. Without `cascade`, the result is a `DeleteConflictError` if the deletion would return one. False if omitted.",
      }),
    }),
  }),
  inputRows: { userName: sent("UserName"), cascade: notSent, dryRun: notSent },
  payload: builder
    .objectRef<{ readonly before: User; readonly steps: readonly WriteStep[] }>("DeleteUserPayload")
    .implement({
      description: "The user was deleted.",
      interfaces: [WritePlanInterface],
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
    // IAM accepts the name in any case; ids contain the user's own spelling.
    const isSpelled = cascade || dryRun || selects("deletedId") || selects("steps");
    const before = isSpelled ? await loaders.users.load(userName) : { userName };
    const deletion = plannedWrite("DeleteUser", { UserName: before.userName });
    if (!cascade && !dryRun) {
      await iam.writes.change(deletion.operation, deletion.input);
      return { before, steps: [toStep(deletion, "DONE")] };
    }
    const plan = await iam.planUserRemoval(before.userName);
    if (dryRun) {
      const conflict = cascade ? undefined : deleteConflict(plan);
      return conflict ?? { typename: "DeleteUserPlan", steps: plan.map((one) => toStep(one, "PLANNED")) };
    }
    const performed = await performWrites(context, plan, { ignoresAbsent: true });
    if ("error" in performed) return incompleteError("DeleteUserIncompleteError", performed, USER_NAME);
    return { before, steps: performed.steps };
  },
});

/** What prevents a deletion, by the write that removes it. */
const blockerRemovedBy: Partial<Record<ChangeName, DeleteBlocker>> = {
  DeactivateMFADevice: "mfaDevices",
  DeleteAccessKey: "accessKeys",
  DeleteLoginProfile: "loginProfile",
  DeleteServiceSpecificCredential: "referencedObjects",
  DeleteSigningCertificate: "certificates",
  DeleteSSHPublicKey: "referencedObjects",
  DeleteUserPolicy: "inlinePolicies",
  DetachUserPolicy: "attachedPolicies",
  RemoveUserFromGroup: "groupMemberships",
};

/** The error that IAM returns for the deletion while other steps must precede it; `undefined` if it would succeed. */
function deleteConflict(plan: readonly PlannedWrite[]): DomainError | undefined {
  const blockers = new Set(plan.map(({ operation }) => blockerRemovedBy[operation]));
  const first = userBlockers.find((blocker) => blockers.has(blocker));
  if (first === undefined) return undefined;
  return new DomainError("DeleteConflict", { message: errorTexts.deleteConflict(first), path: USER_NAME });
}
