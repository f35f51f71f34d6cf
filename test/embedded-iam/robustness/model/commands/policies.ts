import fc from "fast-check";
import { permissionDocuments } from "../rules/documents.ts";
import { of, optional, rare } from "./command.ts";
import {
  groupName,
  marked,
  paged,
  path,
  policyArn,
  roleName,
  tagKeys,
  tags,
  userName,
  versionedArn,
} from "./values.ts";

const policyName = fc.constantFrom("Read", "read", "a_p", "aZp", "Write");
const policyPath = fc.constantFrom("/", "/team/");
const policyPathPrefix = fc.constantFrom("/", "/team/", "/te/", "/service-role/");
// The first documents are the most frequent ones: of the others, some are invalid and some too large.
const document = fc.oneof(fc.constantFrom(...permissionDocuments.slice(0, 3)), fc.constantFrom(...permissionDocuments));
const versionId = fc.constantFrom("v1", "v2", "v3", "v4", "v9");
const usage = fc.constantFrom("PermissionsPolicy", "PermissionsBoundary");

const userPolicy = { UserName: userName, PolicyArn: policyArn };
const groupPolicy = { GroupName: groupName, PolicyArn: policyArn };
const rolePolicy = { RoleName: roleName, PolicyArn: policyArn };
const attached = { PathPrefix: optional(policyPathPrefix), ...paged };

/** Commands for managed policies, their versions and attachments, and for inline policies. */
export const policyCommands = [
  of(12, "CreatePolicy", {
    PolicyName: policyName,
    PolicyDocument: document,
    Path: optional(policyPath),
    Description: optional(fc.constantFrom("", "A policy.")),
    Tags: rare(tags),
  }),
  of(1, "CreatePolicy", { PolicyName: fc.constantFrom("two words"), PolicyDocument: document }),
  of(2, "GetPolicy", { PolicyArn: policyArn }),
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
  of(7, "CreatePolicyVersion", {
    PolicyArn: policyArn,
    PolicyDocument: document,
    SetAsDefault: optional(fc.boolean()),
  }),
  of(2, "GetPolicyVersion", { PolicyArn: versionedArn, VersionId: versionId }),
  of(2, "ListPolicyVersions", { PolicyArn: versionedArn, ...paged }, marked),
  of(4, "DeletePolicyVersion", { PolicyArn: policyArn, VersionId: versionId }),
  of(2, "SetDefaultPolicyVersion", { PolicyArn: policyArn, VersionId: versionId }),

  of(6, "AttachUserPolicy", userPolicy),
  of(3, "DetachUserPolicy", userPolicy),
  of(2, "ListAttachedUserPolicies", { UserName: userName, ...attached }, marked),
  of(6, "AttachGroupPolicy", groupPolicy),
  of(3, "DetachGroupPolicy", groupPolicy),
  of(2, "ListAttachedGroupPolicies", { GroupName: groupName, ...attached }, marked),
  of(8, "AttachRolePolicy", rolePolicy),
  of(3, "DetachRolePolicy", rolePolicy),
  of(2, "ListAttachedRolePolicies", { RoleName: roleName, ...attached }, marked),

  of(5, "PutUserPolicy", { UserName: userName, PolicyName: policyName, PolicyDocument: document }),
  of(2, "GetUserPolicy", { UserName: userName, PolicyName: policyName }),
  of(2, "DeleteUserPolicy", { UserName: userName, PolicyName: policyName }),
  of(1, "ListUserPolicies", { UserName: userName, ...paged }, marked),
  of(5, "PutGroupPolicy", { GroupName: groupName, PolicyName: policyName, PolicyDocument: document }),
  of(2, "GetGroupPolicy", { GroupName: groupName, PolicyName: policyName }),
  of(2, "DeleteGroupPolicy", { GroupName: groupName, PolicyName: policyName }),
  of(1, "ListGroupPolicies", { GroupName: groupName, ...paged }, marked),
  of(6, "PutRolePolicy", { RoleName: roleName, PolicyName: policyName, PolicyDocument: document }),
  of(2, "GetRolePolicy", { RoleName: roleName, PolicyName: policyName }),
  of(2, "DeleteRolePolicy", { RoleName: roleName, PolicyName: policyName }),
  of(1, "ListRolePolicies", { RoleName: roleName, ...paged }, marked),
];
