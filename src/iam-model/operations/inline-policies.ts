import type { OperationModel } from "./operation-model.ts";

export const inlinePolicyOperations = {
  PutUserPolicy: {
    input: {
      type: "structure",
      required: {
        UserName: "existingUserNameType",
        PolicyName: "policyNameType",
        PolicyDocument: "policyDocumentType",
      },
      optional: {},
    },
    result: false,
    errors: ["LimitExceeded", "MalformedPolicyDocument", "NoSuchEntity", "ServiceFailure"],
  },
  GetUserPolicy: {
    input: {
      type: "structure",
      required: { UserName: "existingUserNameType", PolicyName: "policyNameType" },
      optional: {},
    },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
  DeleteUserPolicy: {
    input: {
      type: "structure",
      required: { UserName: "existingUserNameType", PolicyName: "policyNameType" },
      optional: {},
    },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "ServiceFailure"],
  },
  ListUserPolicies: {
    input: {
      type: "structure",
      required: { UserName: "existingUserNameType" },
      optional: { Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
  PutGroupPolicy: {
    input: {
      type: "structure",
      required: { GroupName: "groupNameType", PolicyName: "policyNameType", PolicyDocument: "policyDocumentType" },
      optional: {},
    },
    result: false,
    errors: ["LimitExceeded", "MalformedPolicyDocument", "NoSuchEntity", "ServiceFailure"],
  },
  GetGroupPolicy: {
    input: { type: "structure", required: { GroupName: "groupNameType", PolicyName: "policyNameType" }, optional: {} },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
  DeleteGroupPolicy: {
    input: { type: "structure", required: { GroupName: "groupNameType", PolicyName: "policyNameType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "ServiceFailure"],
  },
  ListGroupPolicies: {
    input: {
      type: "structure",
      required: { GroupName: "groupNameType" },
      optional: { Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
  PutRolePolicy: {
    input: {
      type: "structure",
      required: { RoleName: "roleNameType", PolicyName: "policyNameType", PolicyDocument: "policyDocumentType" },
      optional: {},
    },
    result: false,
    errors: ["LimitExceeded", "MalformedPolicyDocument", "NoSuchEntity", "UnmodifiableEntity", "ServiceFailure"],
  },
  GetRolePolicy: {
    input: { type: "structure", required: { RoleName: "roleNameType", PolicyName: "policyNameType" }, optional: {} },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
  DeleteRolePolicy: {
    input: { type: "structure", required: { RoleName: "roleNameType", PolicyName: "policyNameType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "UnmodifiableEntity", "ServiceFailure"],
  },
  ListRolePolicies: {
    input: {
      type: "structure",
      required: { RoleName: "roleNameType" },
      optional: { Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
} as const satisfies Record<string, OperationModel>;
