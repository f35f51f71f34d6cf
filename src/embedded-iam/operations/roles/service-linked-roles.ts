import { errorTexts } from "../../../iam-model/error-texts.ts";
import { arns } from "../../arns.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { RoleRow } from "../../store/index.ts";
import { timestamp } from "../../timestamp.ts";
import { encodeDocument, operation, requireRole, requireWithinQuota } from "../framework/index.ts";
import { roleElement } from "./elements.ts";
import { isServiceLinked, servicePath } from "./protected-roles.ts";
import { serviceLinkedRoles } from "./service-linked-roles-data.ts";

/** In seconds (AWS-recorded). */
const sessionDuration = 3600;

export const createServiceLinkedRole = operation(
  "CreateServiceLinkedRole",
  ({ AWSServiceName, Description, CustomSuffix }, context) => {
    const { account, attachments, clock, newId, quotas, roles } = context;
    const kind = Object.hasOwn(serviceLinkedRoles, AWSServiceName) ? serviceLinkedRoles[AWSServiceName] : undefined;
    if (kind === undefined) throw new ServiceError("InvalidInput", errorTexts.serviceRoleUnknown(AWSServiceName));
    if (CustomSuffix !== undefined && !kind.hasSuffix) {
      throw new ServiceError("InvalidInput", errorTexts.serviceRoleSuffixRefused(AWSServiceName));
    }
    const name = CustomSuffix === undefined ? kind.roleName : `${kind.roleName}_${CustomSuffix}`;
    if (roles.find(name) !== undefined) throw new ServiceError("InvalidInput", errorTexts.serviceRoleExists(name));
    requireWithinQuota("RolesPerAccount", roles.count(), quotas.rolesPerAccount);
    const role: RoleRow = {
      roleId: newId("role"),
      name,
      path: `${servicePath}${AWSServiceName}/`,
      createDate: timestamp(clock()),
      trustPolicy: trustPolicy(AWSServiceName, "sts:AssumeRole"),
      description: Description || null,
      maxSessionDuration: sessionDuration,
      permissionsBoundary: null,
      lastUsedDate: null,
      lastUsedRegion: null,
    };
    roles.insert(role);
    attachments.add({ kind: "role", id: role.roleId }, arns.awsPolicy(account, servicePath, kind.policy));
    // Only this response has one-element lists (AWS-capture).
    const document = encodeDocument(trustPolicy([AWSServiceName], ["sts:AssumeRole"]));
    return { Role: { ...roleElement(context, role), AssumeRolePolicyDocument: document } };
  },
);

/** The members in the order in which AWS returns them (AWS-capture). */
function trustPolicy(service: string | readonly string[], action: string | readonly string[]): string {
  const statement = { Effect: "Allow", Principal: { Service: service }, Action: action };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

/** Deletes the role at once. AWS asks the service first, and takes some seconds. */
export const deleteServiceLinkedRole = operation("DeleteServiceLinkedRole", ({ RoleName }, context) => {
  const { attachments, clock, deletionTasks, roles, secretBytes } = context;
  const role = requireRole(context, RoleName);
  if (!isServiceLinked(role)) throw new ServiceError("NoSuchEntity", errorTexts.roleNotOfService(RoleName));
  const taskId = `task${role.path}${role.name}/${uuidOf(secretBytes(16))}`;
  deletionTasks.insert(taskId, timestamp(clock()));
  for (const { policyArn } of attachments.of(role.roleId)) attachments.remove(role.roleId, policyArn);
  roles.delete(role.roleId);
  return { DeletionTaskId: taskId };
});

export const getServiceLinkedRoleDeletionStatus = operation(
  "GetServiceLinkedRoleDeletionStatus",
  ({ DeletionTaskId }, { deletionTasks }) => {
    if (!taskIdForm.test(DeletionTaskId)) throw new ServiceError("InvalidInput", errorTexts.deletionTaskInvalid());
    if (!deletionTasks.has(DeletionTaskId)) throw new ServiceError("NoSuchEntity", errorTexts.deletionTaskNotFound());
    return { Status: "SUCCEEDED" };
  },
);

/** `task/aws-service-role/<service>/<role>/<uuid>` (AWS-capture). */
const taskIdForm = /^task\/aws-service-role\/[^/]+\/[^/]+\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A random UUID from 16 random bytes. */
function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex");
  const variant = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const last = `${variant.toString(16)}${hex.slice(18, 20)}-${hex.slice(20)}`;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${last}`;
}
