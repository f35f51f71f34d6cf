import type { OperationModel } from "./operation-model.ts";

export const policyOperations = {
  CreatePolicy: {
    input: {
      type: "structure",
      required: { PolicyName: "policyNameType", PolicyDocument: "policyDocumentType" },
      optional: { Path: "policyPathType", Description: "policyDescriptionType", Tags: "tagListType" },
    },
    result: true,
    errors: [
      "InvalidInput",
      "LimitExceeded",
      "EntityAlreadyExists",
      "MalformedPolicyDocument",
      "ConcurrentModification",
      "ServiceFailure",
    ],
  },
  GetPolicy: {
    input: { type: "structure", required: { PolicyArn: "arnType" }, optional: {} },
    result: true,
    errors: ["NoSuchEntity", "InvalidInput", "ServiceFailure"],
  },
  ListPolicies: {
    input: {
      type: "structure",
      required: {},
      optional: {
        Scope: "policyScopeType",
        OnlyAttached: "booleanType",
        PathPrefix: "policyPathType",
        PolicyUsageFilter: "PolicyUsageType",
        Marker: "markerType",
        MaxItems: "maxItemsType",
      },
    },
    result: true,
    errors: ["ServiceFailure"],
  },
  DeletePolicy: {
    input: { type: "structure", required: { PolicyArn: "arnType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "InvalidInput", "DeleteConflict", "ServiceFailure"],
  },
  CreatePolicyVersion: {
    input: {
      type: "structure",
      required: { PolicyArn: "arnType", PolicyDocument: "policyDocumentType" },
      optional: { SetAsDefault: "booleanType" },
    },
    result: true,
    errors: ["NoSuchEntity", "MalformedPolicyDocument", "InvalidInput", "LimitExceeded", "ServiceFailure"],
  },
  GetPolicyVersion: {
    input: { type: "structure", required: { PolicyArn: "arnType", VersionId: "policyVersionIdType" }, optional: {} },
    result: true,
    errors: ["NoSuchEntity", "InvalidInput", "ServiceFailure"],
  },
  ListPolicyVersions: {
    input: {
      type: "structure",
      required: { PolicyArn: "arnType" },
      optional: { Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity", "InvalidInput", "ServiceFailure"],
  },
  DeletePolicyVersion: {
    input: { type: "structure", required: { PolicyArn: "arnType", VersionId: "policyVersionIdType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "InvalidInput", "DeleteConflict", "ServiceFailure"],
  },
  SetDefaultPolicyVersion: {
    input: { type: "structure", required: { PolicyArn: "arnType", VersionId: "policyVersionIdType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "InvalidInput", "LimitExceeded", "ServiceFailure"],
  },
  TagPolicy: {
    input: { type: "structure", required: { PolicyArn: "arnType", Tags: "tagListType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "InvalidInput", "ConcurrentModification", "ServiceFailure"],
  },
  UntagPolicy: {
    input: { type: "structure", required: { PolicyArn: "arnType", TagKeys: "tagKeyListType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "InvalidInput", "ConcurrentModification", "ServiceFailure"],
  },
  ListPolicyTags: {
    input: {
      type: "structure",
      required: { PolicyArn: "arnType" },
      optional: { Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure", "InvalidInput"],
  },
  ListEntitiesForPolicy: {
    input: {
      type: "structure",
      required: { PolicyArn: "arnType" },
      optional: {
        EntityFilter: "EntityType",
        PathPrefix: "pathType",
        PolicyUsageFilter: "PolicyUsageType",
        Marker: "markerType",
        MaxItems: "maxItemsType",
      },
    },
    result: true,
    errors: ["NoSuchEntity", "InvalidInput", "ServiceFailure"],
  },
} as const satisfies Record<string, OperationModel>;
