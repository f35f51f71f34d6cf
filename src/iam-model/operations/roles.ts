import type { OperationModel } from "./operation-model.ts";

export const roleOperations = {
  CreateRole: {
    input: {
      type: "structure",
      required: { RoleName: "roleNameType", AssumeRolePolicyDocument: "policyDocumentType" },
      optional: {
        Path: "pathType",
        Description: "roleDescriptionType",
        MaxSessionDuration: "roleMaxSessionDurationType",
        PermissionsBoundary: "arnType",
        Tags: "tagListType",
      },
    },
    result: true,
    errors: [
      "LimitExceeded",
      "InvalidInput",
      "EntityAlreadyExists",
      "MalformedPolicyDocument",
      "ConcurrentModification",
      "ServiceFailure",
    ],
  },
  GetRole: {
    input: { type: "structure", required: { RoleName: "roleNameType" }, optional: {} },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
  ListRoles: {
    input: {
      type: "structure",
      required: {},
      optional: { PathPrefix: "pathPrefixType", Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["ServiceFailure"],
  },
  UpdateRole: {
    input: {
      type: "structure",
      required: { RoleName: "roleNameType" },
      optional: { Description: "roleDescriptionType", MaxSessionDuration: "roleMaxSessionDurationType" },
    },
    result: true,
    errors: ["UnmodifiableEntity", "NoSuchEntity", "ServiceFailure"],
  },
  UpdateRoleDescription: {
    input: {
      type: "structure",
      required: { RoleName: "roleNameType", Description: "roleDescriptionType" },
      optional: {},
    },
    result: true,
    errors: ["NoSuchEntity", "UnmodifiableEntity", "ServiceFailure"],
  },
  UpdateAssumeRolePolicy: {
    input: {
      type: "structure",
      required: { RoleName: "roleNameType", PolicyDocument: "policyDocumentType" },
      optional: {},
    },
    result: false,
    errors: ["NoSuchEntity", "MalformedPolicyDocument", "LimitExceeded", "UnmodifiableEntity", "ServiceFailure"],
  },
  DeleteRole: {
    input: { type: "structure", required: { RoleName: "roleNameType" }, optional: {} },
    result: false,
    errors: [
      "NoSuchEntity",
      "DeleteConflict",
      "LimitExceeded",
      "UnmodifiableEntity",
      "ConcurrentModification",
      "ServiceFailure",
    ],
  },
  TagRole: {
    input: { type: "structure", required: { RoleName: "roleNameType", Tags: "tagListType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "InvalidInput", "ConcurrentModification", "ServiceFailure"],
  },
  UntagRole: {
    input: { type: "structure", required: { RoleName: "roleNameType", TagKeys: "tagKeyListType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "ConcurrentModification", "ServiceFailure"],
  },
  ListRoleTags: {
    input: {
      type: "structure",
      required: { RoleName: "roleNameType" },
      optional: { Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
  PutRolePermissionsBoundary: {
    input: { type: "structure", required: { RoleName: "roleNameType", PermissionsBoundary: "arnType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "InvalidInput", "UnmodifiableEntity", "PolicyNotAttachable", "ServiceFailure"],
  },
  DeleteRolePermissionsBoundary: {
    input: { type: "structure", required: { RoleName: "roleNameType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "UnmodifiableEntity", "ServiceFailure"],
  },
  CreateServiceLinkedRole: {
    input: {
      type: "structure",
      required: { AWSServiceName: "groupNameType" },
      optional: { Description: "roleDescriptionType", CustomSuffix: "customSuffixType" },
    },
    result: true,
    errors: ["InvalidInput", "LimitExceeded", "NoSuchEntity", "ServiceFailure"],
  },
  DeleteServiceLinkedRole: {
    input: { type: "structure", required: { RoleName: "roleNameType" }, optional: {} },
    result: true,
    errors: ["NoSuchEntity", "LimitExceeded", "ServiceFailure"],
  },
  GetServiceLinkedRoleDeletionStatus: {
    input: { type: "structure", required: { DeletionTaskId: "DeletionTaskIdType" }, optional: {} },
    result: true,
    errors: ["NoSuchEntity", "InvalidInput", "ServiceFailure"],
  },
} as const satisfies Record<string, OperationModel>;
