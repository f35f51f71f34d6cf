import { DeleteConflictException, type IAM } from "@aws-sdk/client-iam";

/** Deletes a role. IAM does not delete a role with attached entities. Most have none, so that one call is enough. */
export async function removeRole(iam: IAM, RoleName: string): Promise<void> {
  try {
    await iam.deleteRole({ RoleName });
  } catch (error) {
    if (!(error instanceof DeleteConflictException)) throw error;
    for (const { InstanceProfileName } of (await iam.listInstanceProfilesForRole({ RoleName })).InstanceProfiles ??
      []) {
      await iam.removeRoleFromInstanceProfile({ InstanceProfileName, RoleName });
    }
    for (const { PolicyArn } of (await iam.listAttachedRolePolicies({ RoleName })).AttachedPolicies ?? []) {
      await iam.detachRolePolicy({ RoleName, PolicyArn });
    }
    for (const PolicyName of (await iam.listRolePolicies({ RoleName })).PolicyNames ?? []) {
      await iam.deleteRolePolicy({ RoleName, PolicyName });
    }
    await iam.deleteRole({ RoleName });
  }
}

/** Deletes an instance profile, which can still have a role that the scenario did not create. */
export async function removeInstanceProfile(iam: IAM, InstanceProfileName: string): Promise<void> {
  const { InstanceProfile } = await iam.getInstanceProfile({ InstanceProfileName });
  for (const { RoleName } of InstanceProfile?.Roles ?? []) {
    await iam.removeRoleFromInstanceProfile({ InstanceProfileName, RoleName });
  }
  await iam.deleteInstanceProfile({ InstanceProfileName });
}
