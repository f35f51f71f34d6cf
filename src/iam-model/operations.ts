import type { ErrorCode } from "./errors.ts";
import type { StructureShape, ValueOfShape } from "./shapes.ts";

/** An operation in AWS's service model. */
export interface OperationModel {
  readonly input: StructureShape;
  /** Whether the response has a `<XResult>` element; operations without output have none. */
  readonly result: boolean;
  /** The codes that the model declares. Every operation can also return common errors, such as ValidationError. */
  readonly errors: readonly ErrorCode[];
  /**
   * The API that has the operation.
   * @default "iam"
   */
  readonly api?: ApiName;
  /** Set if AWS permits the operation to every caller, also against an explicit deny. */
  readonly needsNoPermission?: true;
}

/** AWS's query APIs by the service name in a signature (docs, model). */
export const apis = {
  iam: { version: "2010-05-08", namespace: "https://iam.amazonaws.com/doc/2010-05-08/" },
  sts: { version: "2011-06-15", namespace: "https://sts.amazonaws.com/doc/2011-06-15/" },
} as const;

/** The name of an API. */
export type ApiName = keyof typeof apis;

/** The operations that iamql knows. Members have AWS's names, with shapes from `shapes.ts`. */
export const operations = {
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
  CreateOpenIDConnectProvider: {
    input: {
      type: "structure",
      required: { Url: "OpenIDConnectProviderUrlType" },
      optional: { ClientIDList: "clientIDListType", ThumbprintList: "thumbprintListType", Tags: "tagListType" },
    },
    result: true,
    errors: [
      "InvalidInput",
      "EntityAlreadyExists",
      "LimitExceeded",
      "ConcurrentModification",
      "ServiceFailure",
      "OpenIdIdpCommunicationError",
    ],
  },
  GetOpenIDConnectProvider: {
    input: { type: "structure", required: { OpenIDConnectProviderArn: "arnType" }, optional: {} },
    result: true,
    errors: ["InvalidInput", "NoSuchEntity", "ServiceFailure"],
  },
  ListOpenIDConnectProviders: {
    input: { type: "structure", required: {}, optional: {} },
    result: true,
    errors: ["ServiceFailure"],
  },
  DeleteOpenIDConnectProvider: {
    input: { type: "structure", required: { OpenIDConnectProviderArn: "arnType" }, optional: {} },
    result: false,
    errors: ["InvalidInput", "NoSuchEntity", "ServiceFailure"],
  },
  UpdateOpenIDConnectProviderThumbprint: {
    input: {
      type: "structure",
      required: { OpenIDConnectProviderArn: "arnType", ThumbprintList: "thumbprintListType" },
      optional: {},
    },
    result: false,
    errors: ["ConcurrentModification", "InvalidInput", "NoSuchEntity", "ServiceFailure"],
  },
  AddClientIDToOpenIDConnectProvider: {
    input: {
      type: "structure",
      required: { OpenIDConnectProviderArn: "arnType", ClientID: "clientIDType" },
      optional: {},
    },
    result: false,
    errors: ["ConcurrentModification", "InvalidInput", "NoSuchEntity", "LimitExceeded", "ServiceFailure"],
  },
  RemoveClientIDFromOpenIDConnectProvider: {
    input: {
      type: "structure",
      required: { OpenIDConnectProviderArn: "arnType", ClientID: "clientIDType" },
      optional: {},
    },
    result: false,
    errors: ["ConcurrentModification", "InvalidInput", "NoSuchEntity", "ServiceFailure"],
  },
  TagOpenIDConnectProvider: {
    input: { type: "structure", required: { OpenIDConnectProviderArn: "arnType", Tags: "tagListType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "InvalidInput", "ConcurrentModification", "ServiceFailure"],
  },
  UntagOpenIDConnectProvider: {
    input: {
      type: "structure",
      required: { OpenIDConnectProviderArn: "arnType", TagKeys: "tagKeyListType" },
      optional: {},
    },
    result: false,
    errors: ["NoSuchEntity", "InvalidInput", "ConcurrentModification", "ServiceFailure"],
  },
  ListOpenIDConnectProviderTags: {
    input: {
      type: "structure",
      required: { OpenIDConnectProviderArn: "arnType" },
      optional: { Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure", "InvalidInput"],
  },
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
  GetAccountSummary: {
    input: { type: "structure", required: {}, optional: {} },
    result: true,
    errors: ["ServiceFailure"],
  },
  GetAccountAuthorizationDetails: {
    input: {
      type: "structure",
      required: {},
      optional: { Filter: "entityListType", MaxItems: "maxItemsType", Marker: "markerType" },
    },
    result: true,
    errors: ["ServiceFailure"],
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
  GenerateCredentialReport: {
    input: { type: "structure", required: {}, optional: {} },
    result: true,
    errors: ["LimitExceeded", "ServiceFailure"],
  },
  GetCredentialReport: {
    input: { type: "structure", required: {}, optional: {} },
    result: true,
    errors: ["ReportNotPresent", "ReportExpired", "ReportInProgress", "ServiceFailure"],
  },
  GetCallerIdentity: {
    input: { type: "structure", required: {}, optional: {} },
    result: true,
    errors: [],
    api: "sts",
    needsNoPermission: true,
  },
  GetAccessKeyInfo: {
    input: { type: "structure", required: { AccessKeyId: "stsAccessKeyIdType" }, optional: {} },
    result: true,
    errors: [],
    api: "sts",
  },
} as const satisfies Record<string, OperationModel>;

/** The name of an operation that iamql knows. */
export type OperationName = keyof typeof operations;

/** The valid input of an operation. */
export type InputOf<N extends OperationName> = ValueOfShape<(typeof operations)[N]["input"]>;

/** Whether iamql knows an operation of this name. Case matters, as at AWS. */
export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}

/** The row of an operation. */
export function operationModel(name: OperationName): OperationModel {
  return operations[name];
}

/** The API that has an operation. */
export function apiOf(name: OperationName): ApiName {
  return operationModel(name).api ?? "iam";
}

/** The shape of an operation's input: a structure, even without members. */
export function operationInput(name: OperationName): StructureShape {
  return operations[name].input;
}
