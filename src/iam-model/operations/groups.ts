import type { OperationModel } from "./operation-model.ts";

export const groupOperations = {
  GetGroup: {
    input: {
      type: "structure",
      required: { GroupName: "groupNameType" },
      optional: { Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
  CreateGroup: {
    input: { type: "structure", required: { GroupName: "groupNameType" }, optional: { Path: "pathType" } },
    result: true,
    errors: ["LimitExceeded", "EntityAlreadyExists", "NoSuchEntity", "ServiceFailure"],
  },
  DeleteGroup: {
    input: { type: "structure", required: { GroupName: "groupNameType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "DeleteConflict", "LimitExceeded", "ServiceFailure"],
  },
  UpdateGroup: {
    input: {
      type: "structure",
      required: { GroupName: "groupNameType" },
      optional: { NewPath: "pathType", NewGroupName: "groupNameType" },
    },
    result: false,
    errors: ["NoSuchEntity", "EntityAlreadyExists", "LimitExceeded", "ServiceFailure"],
  },
  ListGroups: {
    input: {
      type: "structure",
      required: {},
      optional: { PathPrefix: "pathPrefixType", Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["ServiceFailure"],
  },
  ListGroupsForUser: {
    input: {
      type: "structure",
      required: { UserName: "existingUserNameType" },
      optional: { Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
  AddUserToGroup: {
    input: {
      type: "structure",
      required: { GroupName: "groupNameType", UserName: "existingUserNameType" },
      optional: {},
    },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "ServiceFailure"],
  },
  RemoveUserFromGroup: {
    input: {
      type: "structure",
      required: { GroupName: "groupNameType", UserName: "existingUserNameType" },
      optional: {},
    },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "ServiceFailure"],
  },
} as const satisfies Record<string, OperationModel>;
