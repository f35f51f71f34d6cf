import fc from "fast-check";
import { trustDocuments } from "../rules/documents.ts";
import { of, optional, rare } from "./command.ts";
import { boundary, groupName, marked, paged, path, pathPrefix, roleName, tagKeys, tags, userName } from "./values.ts";

const document = fc.oneof(fc.constant(trustDocuments[0] ?? ""), fc.constantFrom(...trustDocuments));
const description = fc.constantFrom("", "A role.", "é");
const profileName = fc.constantFrom("web", "Web", "a_i", "aZi");
const serviceRole = fc.constantFrom("AWSServiceRoleForAutoScaling", "awsServiceRoleForECS");

/** Commands for roles, instance profiles, and the users and groups that have policies too. */
export const roleCommands = [
  of(5, "CreateUser", { UserName: userName, Path: optional(path), PermissionsBoundary: rare(boundary) }),
  of(2, "UpdateUser", { UserName: userName, NewUserName: optional(userName), NewPath: optional(path) }),
  of(4, "DeleteUser", { UserName: userName }),
  of(2, "PutUserPermissionsBoundary", { UserName: userName, PermissionsBoundary: boundary }),
  of(5, "CreateGroup", { GroupName: groupName, Path: optional(path) }),
  of(2, "DeleteGroup", { GroupName: groupName }),
  of(2, "AddUserToGroup", { UserName: userName, GroupName: groupName }),

  of(12, "CreateRole", {
    RoleName: roleName,
    AssumeRolePolicyDocument: document,
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
  of(3, "UpdateAssumeRolePolicy", { RoleName: roleName, PolicyDocument: document }),
  of(4, "DeleteRole", { RoleName: roleName }),
  of(3, "TagRole", { RoleName: roleName, Tags: tags }),
  of(1, "UntagRole", { RoleName: roleName, TagKeys: tagKeys }),
  of(2, "ListRoleTags", { RoleName: roleName, ...paged }, marked),
  of(3, "PutRolePermissionsBoundary", { RoleName: roleName, PermissionsBoundary: boundary }),
  of(2, "DeleteRolePermissionsBoundary", { RoleName: roleName }),

  of(3, "CreateServiceLinkedRole", {
    AWSServiceName: fc.constantFrom("autoscaling.amazonaws.com", "ecs.amazonaws.com", "none.amazonaws.com"),
    CustomSuffix: optional(fc.constantFrom("one", "ONE")),
    Description: description,
  }),
  of(3, "DeleteServiceLinkedRole", { RoleName: serviceRole }),
  of(2, "GetServiceLinkedRoleDeletionStatus", {
    DeletionTaskId: fc.constantFrom(
      "task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/00000000-0000-4000-8000-000000000000",
      "not-a-task",
    ),
  }),

  of(8, "CreateInstanceProfile", {
    InstanceProfileName: profileName,
    Path: optional(path),
    Tags: optional(tags),
  }),
  of(2, "GetInstanceProfile", { InstanceProfileName: profileName }),
  of(3, "DeleteInstanceProfile", { InstanceProfileName: profileName }),
  of(2, "ListInstanceProfiles", { PathPrefix: optional(pathPrefix), ...paged }, marked),
  of(2, "ListInstanceProfilesForRole", { RoleName: roleName, ...paged }, marked),
  of(7, "AddRoleToInstanceProfile", { InstanceProfileName: profileName, RoleName: roleName }),
  of(2, "RemoveRoleFromInstanceProfile", { InstanceProfileName: profileName, RoleName: roleName }),
  of(2, "TagInstanceProfile", { InstanceProfileName: profileName, Tags: tags }),
  of(1, "UntagInstanceProfile", { InstanceProfileName: profileName, TagKeys: tagKeys }),
  of(1, "ListInstanceProfileTags", { InstanceProfileName: profileName, ...paged }, marked),
];
