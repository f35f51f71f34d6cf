import type { OperationModel } from "./operation-model.ts";

export const mfaDeviceOperations = {
  ListMFADevices: {
    input: {
      type: "structure",
      required: {},
      optional: { UserName: "existingUserNameType", Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
  ListVirtualMFADevices: {
    input: {
      type: "structure",
      required: {},
      optional: { AssignmentStatus: "assignmentStatusType", Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: [],
  },
  CreateVirtualMFADevice: {
    input: {
      type: "structure",
      required: { VirtualMFADeviceName: "virtualMFADeviceName" },
      optional: { Path: "pathType", Tags: "tagListType" },
    },
    result: true,
    errors: ["LimitExceeded", "InvalidInput", "EntityAlreadyExists", "ConcurrentModification", "ServiceFailure"],
  },
  DeleteVirtualMFADevice: {
    input: { type: "structure", required: { SerialNumber: "serialNumberType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "DeleteConflict", "LimitExceeded", "ServiceFailure", "ConcurrentModification"],
  },
  EnableMFADevice: {
    input: {
      type: "structure",
      required: {
        UserName: "existingUserNameType",
        SerialNumber: "serialNumberType",
        AuthenticationCode1: "authenticationCodeType",
        AuthenticationCode2: "authenticationCodeType",
      },
      optional: {},
    },
    result: false,
    errors: [
      "EntityAlreadyExists",
      "EntityTemporarilyUnmodifiable",
      "InvalidAuthenticationCode",
      "LimitExceeded",
      "NoSuchEntity",
      "ServiceFailure",
      "ConcurrentModification",
    ],
  },
  DeactivateMFADevice: {
    input: {
      type: "structure",
      required: { SerialNumber: "serialNumberType" },
      optional: { UserName: "existingUserNameType" },
    },
    result: false,
    errors: [
      "EntityTemporarilyUnmodifiable",
      "NoSuchEntity",
      "LimitExceeded",
      "ServiceFailure",
      "ConcurrentModification",
    ],
  },
  ResyncMFADevice: {
    input: {
      type: "structure",
      required: {
        UserName: "existingUserNameType",
        SerialNumber: "serialNumberType",
        AuthenticationCode1: "authenticationCodeType",
        AuthenticationCode2: "authenticationCodeType",
      },
      optional: {},
    },
    result: false,
    errors: ["InvalidAuthenticationCode", "NoSuchEntity", "LimitExceeded", "ServiceFailure", "ConcurrentModification"],
  },
  GetMFADevice: {
    input: {
      type: "structure",
      required: { SerialNumber: "serialNumberType" },
      optional: { UserName: "userNameType" },
    },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
  TagMFADevice: {
    input: { type: "structure", required: { SerialNumber: "serialNumberType", Tags: "tagListType" }, optional: {} },
    result: false,
    errors: ["InvalidInput", "NoSuchEntity", "LimitExceeded", "ConcurrentModification", "ServiceFailure"],
  },
  UntagMFADevice: {
    input: {
      type: "structure",
      required: { SerialNumber: "serialNumberType", TagKeys: "tagKeyListType" },
      optional: {},
    },
    result: false,
    errors: ["NoSuchEntity", "InvalidInput", "ConcurrentModification", "ServiceFailure"],
  },
  ListMFADeviceTags: {
    input: {
      type: "structure",
      required: { SerialNumber: "serialNumberType" },
      optional: { Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity", "InvalidInput", "ServiceFailure"],
  },
} as const satisfies Record<string, OperationModel>;
