import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import type { Scenarios } from "../sandbox.ts";
import { createRole } from "./roles.ts";

const AWSServiceName = "autoscaling.amazonaws.com";

/** A suffix that no other sandbox uses: the roles of services have no other name of their own. */
function suffixOf(name: (label: string) => string): string {
  return name("x").replaceAll("-", "");
}

// Recorded on AWS, 2025-03, except where a comment says more.
export const serviceLinkedRoleScenarios: Scenarios = {
  "a service's role has its path, its trust and its policy": async ({ iam, name }) => {
    const { Role } = await iam.createServiceLinkedRole({ AWSServiceName, CustomSuffix: suffixOf(name) });
    const RoleName = Role?.RoleName ?? "";
    expect(Role).toMatchObject({
      RoleName: `AWSServiceRoleForAutoScaling_${suffixOf(name)}`,
      Path: `/aws-service-role/${AWSServiceName}/`,
    });
    expect((await iam.listAttachedRolePolicies({ RoleName })).AttachedPolicies).toEqual([
      {
        PolicyName: "AutoScalingServiceRolePolicy",
        PolicyArn: "arn:aws:iam::aws:policy/aws-service-role/AutoScalingServiceRolePolicy",
      },
    ]);
    expect(await refusalOf(iam.createServiceLinkedRole({ AWSServiceName, CustomSuffix: suffixOf(name) }))).toBe(
      `400 InvalidInput: Service role name ${RoleName} has been taken in this account, please try a different suffix.`,
    );
    // Captured from AWS, 2026-09.
    expect(await refusalOf(iam.deleteRole({ RoleName }))).toBe(
      `400 UnmodifiableEntity: Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
    );
    const { DeletionTaskId } = await iam.deleteServiceLinkedRole({ RoleName });
    expect(DeletionTaskId).toContain(`task/aws-service-role/${AWSServiceName}/${RoleName}/`);
    const { Status } = await iam.getServiceLinkedRoleDeletionStatus({ DeletionTaskId });
    expect(["NOT_STARTED", "IN_PROGRESS", "SUCCEEDED"]).toContain(Status);
  },

  "a suffix is refused for most services": async ({ iam, name }) => {
    const role = { AWSServiceName: "backup.amazonaws.com", CustomSuffix: suffixOf(name) };
    expect(await refusalOf(iam.createServiceLinkedRole(role))).toBe(
      "400 InvalidInput: Custom suffix is not allowed for backup.amazonaws.com",
    );
  },

  // Captured from AWS, 2026-09.
  "DeleteServiceLinkedRole refuses ordinary roles, and unknown tasks have no status": async (box) => {
    const RoleName = await createRole(box);
    expect(await refusalOf(box.iam.deleteServiceLinkedRole({ RoleName }))).toBe(
      `404 NoSuchEntity: ${RoleName} exists but is not a service role.`,
    );
    const DeletionTaskId = `task/aws-service-role/${AWSServiceName}/x/0b5e21f3-6d1c-4d5e-9a52-6a1f5a0c7d11`;
    expect(await refusalOf(box.iam.getServiceLinkedRoleDeletionStatus({ DeletionTaskId }))).toBe(
      "404 NoSuchEntity: Cannot find deletion status for given id.",
    );
    expect(await refusalOf(box.iam.getServiceLinkedRoleDeletionStatus({ DeletionTaskId: "task" }))).toBe(
      "400 InvalidInput: Invalid task id",
    );
  },
};

/** The account has one alias, which a second one would replace: the scenarios leave it as it is. */
export const accountAliasScenarios: Scenarios = {
  // Recorded on AWS, 2026-02.
  "the account has at most one alias": async ({ iam }) => {
    const { AccountAliases = [], IsTruncated } = await iam.listAccountAliases();
    expect([AccountAliases.length <= 1, IsTruncated]).toEqual([true, false]);
  },

  // Documentation: the code alone.
  "an alias that the account does not have cannot be deleted": async ({ iam, name }) => {
    expect(await refusalOf(iam.deleteAccountAlias({ AccountAlias: name("none") }))).toMatch(/^404 NoSuchEntity: /);
  },
};
