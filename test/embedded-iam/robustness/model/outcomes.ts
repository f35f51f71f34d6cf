import { operationNames } from "./model.ts";

/** Operations that meet a quota. */
const limited = [
  "AddUserToGroup",
  "AttachGroupPolicy",
  "AttachRolePolicy",
  "AttachUserPolicy",
  "CreateInstanceProfile",
  "CreatePolicy",
  "CreatePolicyVersion",
  "CreateRole",
  "CreateUser",
  "EnableMFADevice",
  "PutGroupPolicy",
  "PutRolePolicy",
  "PutUserPolicy",
  "TagPolicy",
];

/** Operations that something else prevents, which has to be deleted first. */
const conflicting = [
  "DeleteGroup",
  "DeleteInstanceProfile",
  "DeletePolicy",
  "DeletePolicyVersion",
  "DeleteRole",
  "DeleteUser",
  "DeleteVirtualMFADevice",
];

/** The success of every operation. */
export const successes: readonly string[] = operationNames.map((operation) => `${operation} answered`);

/** The errors that a thousand sequences must meet. */
export const errors: readonly string[] = [
  ...limited.map((operation) => `${operation} 409 LimitExceeded`),
  ...conflicting.map((operation) => `${operation} 409 DeleteConflict`),
  "AttachRolePolicy 400 PolicyNotAttachable",
  "AttachRolePolicy 400 UnmodifiableEntity",
  "CreatePolicyVersion 400 MalformedPolicyDocument",
  "DeletePolicy 403 AccessDenied",
  "GetAccountAuthorizationDetails 400 ValidationError",
  "ListEntitiesForPolicy 404 NoSuchEntity",
  "UpdateAssumeRolePolicy 400 MalformedPolicyDocument",
];
