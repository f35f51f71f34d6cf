import type { OperationModel } from "../operation-model.ts";

export const userCredentialOperations = {
  ChangePassword: {
    input: { type: "structure", required: { OldPassword: "passwordType", NewPassword: "passwordType" }, optional: {} },
    result: false,
    errors: [
      "NoSuchEntity",
      "InvalidUserType",
      "LimitExceeded",
      "EntityTemporarilyUnmodifiable",
      "PasswordPolicyViolation",
      "ServiceFailure",
    ],
  },
  UploadSSHPublicKey: {
    input: {
      type: "structure",
      required: { UserName: "userNameType", SSHPublicKeyBody: "publicKeyMaterialType" },
      optional: {},
    },
    result: true,
    errors: [
      "LimitExceeded",
      "NoSuchEntity",
      "InvalidPublicKey",
      "DuplicateSSHPublicKey",
      "UnrecognizedPublicKeyEncoding",
    ],
  },
  GetSSHPublicKey: {
    input: {
      type: "structure",
      required: { UserName: "userNameType", SSHPublicKeyId: "publicKeyIdType", Encoding: "encodingType" },
      optional: {},
    },
    result: true,
    errors: ["NoSuchEntity", "UnrecognizedPublicKeyEncoding"],
  },
  ListSSHPublicKeys: {
    input: {
      type: "structure",
      required: {},
      optional: { UserName: "userNameType", Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity"],
  },
  UpdateSSHPublicKey: {
    input: {
      type: "structure",
      required: { UserName: "userNameType", SSHPublicKeyId: "publicKeyIdType", Status: "statusType" },
      optional: {},
    },
    result: false,
    errors: ["NoSuchEntity", "InvalidInput"],
  },
  DeleteSSHPublicKey: {
    input: {
      type: "structure",
      required: { UserName: "userNameType", SSHPublicKeyId: "publicKeyIdType" },
      optional: {},
    },
    result: false,
    errors: ["NoSuchEntity"],
  },
  UploadSigningCertificate: {
    input: {
      type: "structure",
      required: { CertificateBody: "certificateBodyType" },
      optional: { UserName: "existingUserNameType" },
    },
    result: true,
    errors: [
      "LimitExceeded",
      "EntityAlreadyExists",
      "MalformedCertificate",
      "InvalidCertificate",
      "DuplicateCertificate",
      "NoSuchEntity",
      "ConcurrentModification",
      "ServiceFailure",
    ],
  },
  ListSigningCertificates: {
    input: {
      type: "structure",
      required: {},
      optional: { UserName: "existingUserNameType", Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
  UpdateSigningCertificate: {
    input: {
      type: "structure",
      required: { CertificateId: "certificateIdType", Status: "statusType" },
      optional: { UserName: "existingUserNameType" },
    },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "ServiceFailure", "InvalidInput"],
  },
  DeleteSigningCertificate: {
    input: {
      type: "structure",
      required: { CertificateId: "certificateIdType" },
      optional: { UserName: "existingUserNameType" },
    },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "ConcurrentModification", "ServiceFailure"],
  },
  CreateServiceSpecificCredential: {
    input: {
      type: "structure",
      required: { UserName: "userNameType", ServiceName: "serviceName" },
      optional: { CredentialAgeDays: "credentialAgeDays" },
    },
    result: true,
    errors: ["LimitExceeded", "NoSuchEntity", "NotSupportedService"],
  },
  ListServiceSpecificCredentials: {
    input: {
      type: "structure",
      required: {},
      optional: {
        UserName: "userNameType",
        ServiceName: "serviceName",
        AllUsers: "booleanType",
        Marker: "markerType",
        MaxItems: "maxItemsType",
      },
    },
    result: true,
    errors: ["NoSuchEntity", "NotSupportedService"],
  },
  UpdateServiceSpecificCredential: {
    input: {
      type: "structure",
      required: { ServiceSpecificCredentialId: "serviceSpecificCredentialId", Status: "statusType" },
      optional: { UserName: "userNameType" },
    },
    result: false,
    errors: ["NoSuchEntity"],
  },
  ResetServiceSpecificCredential: {
    input: {
      type: "structure",
      required: { ServiceSpecificCredentialId: "serviceSpecificCredentialId" },
      optional: { UserName: "userNameType" },
    },
    result: true,
    errors: ["NoSuchEntity"],
  },
  DeleteServiceSpecificCredential: {
    input: {
      type: "structure",
      required: { ServiceSpecificCredentialId: "serviceSpecificCredentialId" },
      optional: { UserName: "userNameType" },
    },
    result: false,
    errors: ["NoSuchEntity"],
  },
} as const satisfies Record<string, OperationModel>;
