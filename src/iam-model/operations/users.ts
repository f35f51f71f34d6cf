import type { OperationModel } from "./operation-model.ts";

export const userOperations = {
  GetUser: {
    input: { type: "structure", required: {}, optional: { UserName: "existingUserNameType" } },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
  ListUsers: {
    input: {
      type: "structure",
      required: {},
      optional: { PathPrefix: "pathPrefixType", Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["ServiceFailure"],
  },
  CreateUser: {
    input: {
      type: "structure",
      required: { UserName: "userNameType" },
      optional: { Path: "pathType", PermissionsBoundary: "arnType", Tags: "tagListType" },
    },
    result: true,
    errors: [
      "LimitExceeded",
      "EntityAlreadyExists",
      "NoSuchEntity",
      "InvalidInput",
      "ConcurrentModification",
      "ServiceFailure",
    ],
  },
  UpdateUser: {
    input: {
      type: "structure",
      required: { UserName: "existingUserNameType" },
      optional: { NewPath: "pathType", NewUserName: "userNameType" },
    },
    result: false,
    errors: [
      "NoSuchEntity",
      "LimitExceeded",
      "EntityAlreadyExists",
      "EntityTemporarilyUnmodifiable",
      "ConcurrentModification",
      "ServiceFailure",
    ],
  },
  DeleteUser: {
    input: { type: "structure", required: { UserName: "existingUserNameType" }, optional: {} },
    result: false,
    errors: ["LimitExceeded", "NoSuchEntity", "DeleteConflict", "ConcurrentModification", "ServiceFailure"],
  },
  TagUser: {
    input: { type: "structure", required: { UserName: "existingUserNameType", Tags: "tagListType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "InvalidInput", "ConcurrentModification", "ServiceFailure"],
  },
  UntagUser: {
    input: {
      type: "structure",
      required: { UserName: "existingUserNameType", TagKeys: "tagKeyListType" },
      optional: {},
    },
    result: false,
    errors: ["NoSuchEntity", "ConcurrentModification", "ServiceFailure"],
  },
  ListUserTags: {
    input: {
      type: "structure",
      required: { UserName: "existingUserNameType" },
      optional: { Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
  PutUserPermissionsBoundary: {
    input: { type: "structure", required: { UserName: "userNameType", PermissionsBoundary: "arnType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "InvalidInput", "PolicyNotAttachable", "ServiceFailure"],
  },
  DeleteUserPermissionsBoundary: {
    input: { type: "structure", required: { UserName: "userNameType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
} as const satisfies Record<string, OperationModel>;
