import type { OperationModel } from "./operation-model.ts";

export const instanceProfileOperations = {
  CreateInstanceProfile: {
    input: {
      type: "structure",
      required: { InstanceProfileName: "instanceProfileNameType" },
      optional: { Path: "pathType", Tags: "tagListType" },
    },
    result: true,
    errors: ["EntityAlreadyExists", "InvalidInput", "LimitExceeded", "ConcurrentModification", "ServiceFailure"],
  },
  GetInstanceProfile: {
    input: { type: "structure", required: { InstanceProfileName: "instanceProfileNameType" }, optional: {} },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
  DeleteInstanceProfile: {
    input: { type: "structure", required: { InstanceProfileName: "instanceProfileNameType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "DeleteConflict", "LimitExceeded", "ServiceFailure"],
  },
  ListInstanceProfiles: {
    input: {
      type: "structure",
      required: {},
      optional: { PathPrefix: "pathPrefixType", Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["ServiceFailure"],
  },
  ListInstanceProfilesForRole: {
    input: {
      type: "structure",
      required: { RoleName: "roleNameType" },
      optional: { Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
  AddRoleToInstanceProfile: {
    input: {
      type: "structure",
      required: { InstanceProfileName: "instanceProfileNameType", RoleName: "roleNameType" },
      optional: {},
    },
    result: false,
    errors: ["NoSuchEntity", "EntityAlreadyExists", "LimitExceeded", "UnmodifiableEntity", "ServiceFailure"],
  },
  RemoveRoleFromInstanceProfile: {
    input: {
      type: "structure",
      required: { InstanceProfileName: "instanceProfileNameType", RoleName: "roleNameType" },
      optional: {},
    },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "UnmodifiableEntity", "ServiceFailure"],
  },
  TagInstanceProfile: {
    input: {
      type: "structure",
      required: { InstanceProfileName: "instanceProfileNameType", Tags: "tagListType" },
      optional: {},
    },
    result: false,
    errors: ["NoSuchEntity", "InvalidInput", "LimitExceeded", "ConcurrentModification", "ServiceFailure"],
  },
  UntagInstanceProfile: {
    input: {
      type: "structure",
      required: { InstanceProfileName: "instanceProfileNameType", TagKeys: "tagKeyListType" },
      optional: {},
    },
    result: false,
    errors: ["NoSuchEntity", "InvalidInput", "ConcurrentModification", "ServiceFailure"],
  },
  ListInstanceProfileTags: {
    input: {
      type: "structure",
      required: { InstanceProfileName: "instanceProfileNameType" },
      optional: { Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
} as const satisfies Record<string, OperationModel>;
