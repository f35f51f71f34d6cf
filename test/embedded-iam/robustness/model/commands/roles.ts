import fc from "fast-check";
import { trustDocuments } from "../rules/documents.ts";
import { of, optional, rare } from "./command.ts";
import {
  boundary,
  marked,
  paged,
  path,
  pathPrefix,
  permissions,
  policyArn,
  policyName,
  roleName,
  tagKeys,
  tags,
  userName,
} from "./values.ts";

const rolePolicy = { RoleName: roleName, PolicyArn: policyArn };
const trust = fc.oneof(fc.constant(trustDocuments[0] ?? ""), fc.constantFrom(...trustDocuments));
const description = fc.constantFrom("", "A role.", "é");
const profileName = fc.constantFrom("web", "Web", "batch", "a_i", "aZi");
const serviceRole = fc.constantFrom("AWSServiceRoleForAutoScaling", "awsServiceRoleForECS");

/** Commands for roles, their policies, the users whom they trust, and instance profiles. */
export const roleCommands = [
  of(3, "CreateUser", { UserName: userName, Path: optional(path) }),
  of(2, "UpdateUser", { UserName: userName, NewUserName: optional(userName), NewPath: optional(path) }),
  of(3, "DeleteUser", { UserName: userName }),
  of(4, "CreatePolicy", { PolicyName: policyName, PolicyDocument: permissions }),
  of(2, "DeletePolicy", { PolicyArn: policyArn }),
  of(2, "ListEntitiesForPolicy", { PolicyArn: policyArn, ...paged }, marked),

  of(18, "CreateRole", {
    RoleName: roleName,
    AssumeRolePolicyDocument: trust,
    Path: optional(path),
    Description: optional(description),
    MaxSessionDuration: optional(fc.constantFrom(3600, 43_200)),
    PermissionsBoundary: rare(boundary),
    Tags: rare(tags),
  }),
  of(2, "GetRole", { RoleName: roleName }),
  of(2, "ListRoles", { PathPrefix: optional(pathPrefix), ...paged }, marked),
  of(2, "UpdateRole", {
    RoleName: roleName,
    Description: optional(description),
    MaxSessionDuration: optional(fc.constantFrom(3600, 7200)),
  }),
  of(1, "UpdateRoleDescription", { RoleName: roleName, Description: description }),
  of(3, "UpdateAssumeRolePolicy", { RoleName: roleName, PolicyDocument: trust }),
  of(4, "DeleteRole", { RoleName: roleName }),
  of(3, "TagRole", { RoleName: roleName, Tags: tags }),
  of(1, "UntagRole", { RoleName: roleName, TagKeys: tagKeys }),
  of(2, "ListRoleTags", { RoleName: roleName, ...paged }, marked),
  of(3, "PutRolePermissionsBoundary", { RoleName: roleName, PermissionsBoundary: boundary }),
  of(3, "DeleteRolePermissionsBoundary", { RoleName: roleName }),

  of(5, "CreateServiceLinkedRole", {
    AWSServiceName: fc.constantFrom("autoscaling.amazonaws.com", "ecs.amazonaws.com", "none.amazonaws.com"),
    CustomSuffix: optional(fc.constantFrom("one", "ONE")),
    Description: description,
  }),
  of(4, "DeleteServiceLinkedRole", { RoleName: serviceRole }),
  of(3, "GetServiceLinkedRoleDeletionStatus", {
    DeletionTaskId: fc.constantFrom(
      "task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/00000000-0000-4000-8000-000000000000",
      "not-a-task",
    ),
  }),

  of(10, "CreateInstanceProfile", {
    InstanceProfileName: profileName,
    Path: optional(path),
    Tags: optional(tags),
  }),
  of(2, "GetInstanceProfile", { InstanceProfileName: profileName }),
  of(5, "DeleteInstanceProfile", { InstanceProfileName: profileName }),
  of(2, "ListInstanceProfiles", { PathPrefix: optional(pathPrefix), ...paged }, marked),
  of(2, "ListInstanceProfilesForRole", { RoleName: roleName, ...paged }, marked),
  of(7, "AddRoleToInstanceProfile", { InstanceProfileName: profileName, RoleName: roleName }),
  of(4, "RemoveRoleFromInstanceProfile", { InstanceProfileName: profileName, RoleName: roleName }),
  of(2, "TagInstanceProfile", { InstanceProfileName: profileName, Tags: tags }),
  of(1, "UntagInstanceProfile", { InstanceProfileName: profileName, TagKeys: tagKeys }),
  of(1, "ListInstanceProfileTags", { InstanceProfileName: profileName, ...paged }, marked),

  of(9, "AttachRolePolicy", rolePolicy),
  of(5, "DetachRolePolicy", rolePolicy),
  of(2, "ListAttachedRolePolicies", { RoleName: roleName, ...paged }, marked),
  of(8, "PutRolePolicy", { RoleName: roleName, PolicyName: policyName, PolicyDocument: permissions }),
  of(2, "GetRolePolicy", { RoleName: roleName, PolicyName: policyName }),
  of(3, "DeleteRolePolicy", { RoleName: roleName, PolicyName: policyName }),
  of(1, "ListRolePolicies", { RoleName: roleName, ...paged }, marked),
];
