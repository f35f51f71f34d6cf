import type { OperationModel } from "../operation-model.ts";

export const serverCertificateOperations = {
  UploadServerCertificate: {
    input: {
      type: "structure",
      required: {
        ServerCertificateName: "serverCertificateNameType",
        CertificateBody: "certificateBodyType",
        PrivateKey: "privateKeyType",
      },
      optional: { Path: "pathType", CertificateChain: "certificateChainType", Tags: "tagListType" },
    },
    result: true,
    errors: [
      "LimitExceeded",
      "InvalidInput",
      "EntityAlreadyExists",
      "MalformedCertificate",
      "KeyPairMismatch",
      "ConcurrentModification",
      "ServiceFailure",
    ],
  },
  GetServerCertificate: {
    input: { type: "structure", required: { ServerCertificateName: "serverCertificateNameType" }, optional: {} },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
  ListServerCertificates: {
    input: {
      type: "structure",
      required: {},
      optional: { PathPrefix: "pathPrefixType", Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["ServiceFailure"],
  },
  UpdateServerCertificate: {
    input: {
      type: "structure",
      required: { ServerCertificateName: "serverCertificateNameType" },
      optional: { NewPath: "pathType", NewServerCertificateName: "serverCertificateNameType" },
    },
    result: false,
    errors: ["NoSuchEntity", "EntityAlreadyExists", "LimitExceeded", "ServiceFailure"],
  },
  DeleteServerCertificate: {
    input: { type: "structure", required: { ServerCertificateName: "serverCertificateNameType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "DeleteConflict", "LimitExceeded", "ServiceFailure"],
  },
  TagServerCertificate: {
    input: {
      type: "structure",
      required: { ServerCertificateName: "serverCertificateNameType", Tags: "tagListType" },
      optional: {},
    },
    result: false,
    errors: ["NoSuchEntity", "InvalidInput", "LimitExceeded", "ConcurrentModification", "ServiceFailure"],
  },
  UntagServerCertificate: {
    input: {
      type: "structure",
      required: { ServerCertificateName: "serverCertificateNameType", TagKeys: "tagKeyListType" },
      optional: {},
    },
    result: false,
    errors: ["NoSuchEntity", "InvalidInput", "ConcurrentModification", "ServiceFailure"],
  },
  ListServerCertificateTags: {
    input: {
      type: "structure",
      required: { ServerCertificateName: "serverCertificateNameType" },
      optional: { Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure"],
  },
} as const satisfies Record<string, OperationModel>;
