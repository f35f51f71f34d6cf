import { describe, expect, it } from "vitest";
import { refusalOf, startService } from "../../test-service.ts";
import { account, documentIn, trust, trustEc2 } from "./role-scene.ts";

const AWSServiceName = "autoscaling.amazonaws.com";
const RoleName = "AWSServiceRoleForAutoScaling";

async function startLinked() {
  const { iam } = await startService();
  const { Role } = await iam.createServiceLinkedRole({ AWSServiceName });
  return { iam, Role };
}

describe("CreateServiceLinkedRole", () => {
  it("creates the service's role with its path, trust and policy", async () => {
    const { iam, Role } = await startLinked();
    const Arn = `arn:aws:iam::${account}:role/aws-service-role/${AWSServiceName}/${RoleName}`;
    expect(Role).toMatchObject({ RoleName, Arn });
    for (const absent of ["Description", "MaxSessionDuration"]) expect(Role).not.toHaveProperty(absent);
    const created = trust({ Service: [AWSServiceName] }, { Action: ["sts:AssumeRole"] });
    expect(documentIn(Role?.AssumeRolePolicyDocument)).toBe(created);
    const stored = (await iam.getRole({ RoleName })).Role;
    expect(documentIn(stored?.AssumeRolePolicyDocument)).toBe(trust({ Service: AWSServiceName }));
    expect(stored).toMatchObject({ MaxSessionDuration: 3600, RoleLastUsed: {} });
    expect((await iam.listAttachedRolePolicies({ RoleName })).AttachedPolicies).toEqual([
      {
        PolicyName: "AutoScalingServiceRolePolicy",
        PolicyArn: "arn:aws:iam::aws:policy/aws-service-role/AutoScalingServiceRolePolicy",
      },
    ]);
  });

  it("names the role with a suffix, for the services that allow it", async () => {
    const { iam } = await startLinked();
    const { Role } = await iam.createServiceLinkedRole({ AWSServiceName, CustomSuffix: "blue", Description: "Blue" });
    expect(Role?.RoleName).toBe(`${RoleName}_blue`);
    expect((await iam.getRole({ RoleName: `${RoleName}_blue` })).Role?.Description).toBe("Blue");
    const other = { AWSServiceName: "backup.amazonaws.com", CustomSuffix: "blue" };
    expect(await refusalOf(iam.createServiceLinkedRole(other))).toBe(
      "400 InvalidInput: Custom suffix is not allowed for backup.amazonaws.com",
    );
  });

  it("rejects a second role and an unknown service", async () => {
    const { iam } = await startLinked();
    expect(await refusalOf(iam.createServiceLinkedRole({ AWSServiceName }))).toBe(
      `400 InvalidInput: Service role name ${RoleName} has been taken in this account, please try a different suffix.`,
    );
    for (const unknown of ["none.amazonaws.com", "__proto__", "toString"]) {
      expect(await refusalOf(iam.createServiceLinkedRole({ AWSServiceName: unknown }))).toMatch(/^400 InvalidInput: /);
    }
  });
});

describe("a service-linked role", () => {
  it("can only be changed in its tags and its description", async () => {
    const { iam } = await startLinked();
    await iam.tagRole({ RoleName, Tags: [{ Key: "a", Value: "" }] });
    await iam.untagRole({ RoleName, TagKeys: ["a"] });
    await iam.updateRole({ RoleName, Description: "one" });
    await iam.updateRoleDescription({ RoleName, Description: "two" });
    expect((await iam.getRole({ RoleName })).Role?.Description).toBe("two");
    expect(await refusalOf(iam.updateRole({ RoleName, MaxSessionDuration: 7200 }))).toBe(
      `400 UnmodifiableEntity: ${RoleName} is an AWS service linked role, max session duration cannot be changed.`,
    );
    await iam.createInstanceProfile({ InstanceProfileName: "app" });
    const PolicyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    const PolicyDocument = trustEc2;
    const changes = [
      iam.updateAssumeRolePolicy({ RoleName, PolicyDocument }),
      iam.putRolePermissionsBoundary({ RoleName, PermissionsBoundary: PolicyArn }),
      iam.deleteRolePermissionsBoundary({ RoleName }),
      iam.attachRolePolicy({ RoleName, PolicyArn }),
      iam.detachRolePolicy({ RoleName, PolicyArn }),
      iam.putRolePolicy({ RoleName, PolicyName: "inline", PolicyDocument }),
      iam.deleteRolePolicy({ RoleName, PolicyName: "inline" }),
      iam.addRoleToInstanceProfile({ RoleName, InstanceProfileName: "app" }),
      iam.deleteRole({ RoleName: RoleName.toLowerCase() }),
    ];
    const refusals = await Promise.all(changes.map(refusalOf));
    expect(new Set(refusals)).toEqual(
      new Set([
        `400 UnmodifiableEntity: Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
      ]),
    );
  });
});

describe("DeleteServiceLinkedRole", () => {
  it("deletes the role with its policy, and returns a task that has succeeded", async () => {
    const { iam } = await startLinked();
    const { DeletionTaskId } = await iam.deleteServiceLinkedRole({ RoleName });
    expect(DeletionTaskId).toMatch(
      new RegExp(
        `^task/aws-service-role/${AWSServiceName}/${RoleName}/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`,
      ),
    );
    expect(await iam.getServiceLinkedRoleDeletionStatus({ DeletionTaskId })).toMatchObject({ Status: "SUCCEEDED" });
    expect(await refusalOf(iam.getRole({ RoleName }))).toContain("404 NoSuchEntity: ");
    expect((await iam.getAccountSummary()).SummaryMap).toMatchObject({ Roles: 0, PolicyVersionsInUse: 0 });
    expect(await refusalOf(iam.createServiceLinkedRole({ AWSServiceName }))).toBe("no refusal");
  });

  it("rejects ordinary and unknown roles", async () => {
    const { iam } = await startService();
    await iam.createRole({ RoleName: "app", AssumeRolePolicyDocument: trustEc2 });
    expect(await refusalOf(iam.deleteServiceLinkedRole({ RoleName: "app" }))).toBe(
      "404 NoSuchEntity: app exists but is not a service role.",
    );
    expect(await refusalOf(iam.deleteServiceLinkedRole({ RoleName: "ghost" }))).toBe(
      "404 NoSuchEntity: The role with name ghost cannot be found.",
    );
  });
});

describe("GetServiceLinkedRoleDeletionStatus", () => {
  it("rejects unknown and malformed tasks", async () => {
    const { iam } = await startService();
    const unknown = "task/aws-service-role/ec2.amazonaws.com/app/0b5e21f3-0000-4000-8000-000000000000";
    expect(await refusalOf(iam.getServiceLinkedRoleDeletionStatus({ DeletionTaskId: unknown }))).toBe(
      "404 NoSuchEntity: Cannot find deletion status for given id.",
    );
    expect(await refusalOf(iam.getServiceLinkedRoleDeletionStatus({ DeletionTaskId: "task" }))).toBe(
      "400 InvalidInput: Invalid task id",
    );
  });
});
