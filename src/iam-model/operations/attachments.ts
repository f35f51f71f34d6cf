import type { OperationModel } from "./operation-model.ts";

export const attachmentOperations = {
  AttachUserPolicy: {
    input: { type: "structure", required: { UserName: "userNameType", PolicyArn: "arnType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "InvalidInput", "PolicyNotAttachable", "ServiceFailure"],
  },
  DetachUserPolicy: {
    input: { type: "structure", required: { UserName: "userNameType", PolicyArn: "arnType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "InvalidInput", "ServiceFailure"],
  },
  ListAttachedUserPolicies: {
    input: {
      type: "structure",
      required: { UserName: "userNameType" },
      optional: { PathPrefix: "policyPathType", Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity", "InvalidInput", "ServiceFailure"],
  },
  AttachGroupPolicy: {
    input: { type: "structure", required: { GroupName: "groupNameType", PolicyArn: "arnType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "InvalidInput", "PolicyNotAttachable", "ServiceFailure"],
  },
  DetachGroupPolicy: {
    input: { type: "structure", required: { GroupName: "groupNameType", PolicyArn: "arnType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "InvalidInput", "ServiceFailure"],
  },
  ListAttachedGroupPolicies: {
    input: {
      type: "structure",
      required: { GroupName: "groupNameType" },
      optional: { PathPrefix: "policyPathType", Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity", "InvalidInput", "ServiceFailure"],
  },
  AttachRolePolicy: {
    input: { type: "structure", required: { RoleName: "roleNameType", PolicyArn: "arnType" }, optional: {} },
    result: false,
    errors: [
      "NoSuchEntity",
      "LimitExceeded",
      "InvalidInput",
      "UnmodifiableEntity",
      "PolicyNotAttachable",
      "ServiceFailure",
    ],
  },
  DetachRolePolicy: {
    input: { type: "structure", required: { RoleName: "roleNameType", PolicyArn: "arnType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "InvalidInput", "UnmodifiableEntity", "ServiceFailure"],
  },
  ListAttachedRolePolicies: {
    input: {
      type: "structure",
      required: { RoleName: "roleNameType" },
      optional: { PathPrefix: "policyPathType", Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity", "InvalidInput", "ServiceFailure"],
  },
} as const satisfies Record<string, OperationModel>;
