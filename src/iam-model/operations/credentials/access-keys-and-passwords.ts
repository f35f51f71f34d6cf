import type { OperationModel } from "../operation-model.ts";

export const keyAndPasswordOperations = {
  CreateAccessKey: {
    input: { type: "structure", required: {}, optional: { UserName: "existingUserNameType" } },
    result: true,
    errors: ["NoSuchEntity", "LimitExceeded", "ServiceFailure"],
  },
  ListAccessKeys: {
    input: {
      type: "structure",
      required: {},
      optional: { UserName: "existingUserNameType", Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
  UpdateAccessKey: {
    input: {
      type: "structure",
      required: { AccessKeyId: "accessKeyIdType", Status: "statusType" },
      optional: { UserName: "existingUserNameType" },
    },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "ServiceFailure", "InvalidInput"],
  },
  DeleteAccessKey: {
    input: {
      type: "structure",
      required: { AccessKeyId: "accessKeyIdType" },
      optional: { UserName: "existingUserNameType" },
    },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "ServiceFailure"],
  },
  GetAccessKeyLastUsed: {
    input: { type: "structure", required: { AccessKeyId: "accessKeyIdType" }, optional: {} },
    result: true,
    errors: [],
  },
  CreateLoginProfile: {
    input: {
      type: "structure",
      required: {},
      optional: { UserName: "userNameType", Password: "passwordType", PasswordResetRequired: "booleanType" },
    },
    result: true,
    errors: ["EntityAlreadyExists", "NoSuchEntity", "PasswordPolicyViolation", "LimitExceeded", "ServiceFailure"],
  },
  GetLoginProfile: {
    input: { type: "structure", required: {}, optional: { UserName: "userNameType" } },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
  UpdateLoginProfile: {
    input: {
      type: "structure",
      required: { UserName: "userNameType" },
      optional: { Password: "passwordType", PasswordResetRequired: "booleanType" },
    },
    result: false,
    errors: [
      "EntityTemporarilyUnmodifiable",
      "NoSuchEntity",
      "PasswordPolicyViolation",
      "LimitExceeded",
      "ServiceFailure",
    ],
  },
  DeleteLoginProfile: {
    input: { type: "structure", required: {}, optional: { UserName: "userNameType" } },
    result: false,
    errors: ["EntityTemporarilyUnmodifiable", "NoSuchEntity", "LimitExceeded", "ServiceFailure"],
  },
} as const satisfies Record<string, OperationModel>;
