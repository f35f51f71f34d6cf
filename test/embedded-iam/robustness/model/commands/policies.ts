import fc from "fast-check";
import { of, optional, rare } from "./command.ts";
import {
  boundary,
  groupName,
  marked,
  paged,
  path,
  permissions,
  policyArn,
  policyName,
  tagKeys,
  tags,
  userName,
  versionedArn,
} from "./values.ts";

const policyPath = fc.constantFrom("/", "/team/");
const policyPathPrefix = fc.constantFrom("/", "/team/", "/te/", "/service-role/");
const versionId = fc.constantFrom("v1", "v2", "v3", "v4", "v9");
const usage = fc.constantFrom("PermissionsPolicy", "PermissionsBoundary");

const userPolicy = { UserName: userName, PolicyArn: policyArn };
const groupPolicy = { GroupName: groupName, PolicyArn: policyArn };
const attached = { PathPrefix: optional(policyPathPrefix), ...paged };

/** Commands for managed policies, their versions, and the policies of users and groups. */
export const policyCommands = [
  of(4, "CreateUser", { UserName: userName, Path: optional(path), PermissionsBoundary: optional(boundary) }),
  of(2, "UpdateUser", { UserName: userName, NewUserName: optional(userName), NewPath: optional(path) }),
  of(3, "DeleteUser", { UserName: userName }),
  of(3, "PutUserPermissionsBoundary", { UserName: userName, PermissionsBoundary: boundary }),
  of(1, "DeleteUserPermissionsBoundary", { UserName: userName }),
  of(3, "CreateGroup", { GroupName: groupName, Path: optional(path) }),
  of(2, "DeleteGroup", { GroupName: groupName }),
  of(1, "AddUserToGroup", { UserName: userName, GroupName: groupName }),

  of(14, "CreatePolicy", {
    PolicyName: policyName,
    PolicyDocument: permissions,
    Path: optional(policyPath),
    Description: optional(fc.constantFrom("", "A policy.")),
    Tags: rare(tags),
  }),
  of(1, "CreatePolicy", { PolicyName: fc.constantFrom("two words"), PolicyDocument: permissions }),
  of(1, "GetPolicy", { PolicyArn: policyArn }),
  of(4, "DeletePolicy", { PolicyArn: policyArn }),
  of(
    3,
    "ListPolicies",
    {
      Scope: fc.constant("Local"),
      OnlyAttached: optional(fc.boolean()),
      PathPrefix: optional(policyPathPrefix),
      ...paged,
    },
    marked,
  ),
  of(
    3,
    "ListPolicies",
    {
      Scope: optional(fc.constantFrom("All", "AWS", "Local")),
      OnlyAttached: fc.constant(true),
      PathPrefix: optional(policyPathPrefix),
      PolicyUsageFilter: optional(usage),
      ...paged,
    },
    marked,
  ),
  of(
    4,
    "ListEntitiesForPolicy",
    {
      PolicyArn: policyArn,
      EntityFilter: optional(fc.constantFrom("User", "Group", "Role", "LocalManagedPolicy")),
      PathPrefix: optional(path),
      PolicyUsageFilter: optional(usage),
      ...paged,
    },
    marked,
  ),
  of(3, "TagPolicy", { PolicyArn: policyArn, Tags: tags }),
  of(1, "UntagPolicy", { PolicyArn: policyArn, TagKeys: tagKeys }),
  of(2, "ListPolicyTags", { PolicyArn: policyArn, ...paged }, marked),
  of(12, "CreatePolicyVersion", {
    PolicyArn: policyArn,
    PolicyDocument: permissions,
    SetAsDefault: optional(fc.boolean()),
  }),
  of(2, "GetPolicyVersion", { PolicyArn: versionedArn, VersionId: versionId }),
  of(2, "ListPolicyVersions", { PolicyArn: versionedArn, ...paged }, marked),
  of(6, "DeletePolicyVersion", { PolicyArn: policyArn, VersionId: versionId }),
  of(2, "SetDefaultPolicyVersion", { PolicyArn: policyArn, VersionId: versionId }),

  of(9, "AttachUserPolicy", userPolicy),
  of(4, "DetachUserPolicy", userPolicy),
  of(2, "ListAttachedUserPolicies", { UserName: userName, ...attached }, marked),
  of(9, "AttachGroupPolicy", groupPolicy),
  of(3, "DetachGroupPolicy", groupPolicy),
  of(2, "ListAttachedGroupPolicies", { GroupName: groupName, ...attached }, marked),

  of(9, "PutUserPolicy", { UserName: userName, PolicyName: policyName, PolicyDocument: permissions }),
  of(2, "GetUserPolicy", { UserName: userName, PolicyName: policyName }),
  of(2, "DeleteUserPolicy", { UserName: userName, PolicyName: policyName }),
  of(1, "ListUserPolicies", { UserName: userName, ...paged }, marked),
  of(9, "PutGroupPolicy", { GroupName: groupName, PolicyName: policyName, PolicyDocument: permissions }),
  of(2, "GetGroupPolicy", { GroupName: groupName, PolicyName: policyName }),
  of(2, "DeleteGroupPolicy", { GroupName: groupName, PolicyName: policyName }),
  of(1, "ListGroupPolicies", { GroupName: groupName, ...paged }, marked),
];
