import type { OperationModel } from "../operation-model.ts";

export const samlProviderOperations = {
  CreateSAMLProvider: {
    input: {
      type: "structure",
      required: { SAMLMetadataDocument: "SAMLMetadataDocumentType", Name: "SAMLProviderNameType" },
      optional: {
        Tags: "tagListType",
        AssertionEncryptionMode: "assertionEncryptionModeType",
        AddPrivateKey: "privateKeyType",
      },
    },
    result: true,
    errors: ["InvalidInput", "EntityAlreadyExists", "LimitExceeded", "ConcurrentModification", "ServiceFailure"],
  },
  GetSAMLProvider: {
    input: { type: "structure", required: { SAMLProviderArn: "arnType" }, optional: {} },
    result: true,
    errors: ["NoSuchEntity", "InvalidInput", "ServiceFailure"],
  },
  ListSAMLProviders: {
    input: { type: "structure", required: {}, optional: {} },
    result: true,
    errors: ["ServiceFailure"],
  },
  UpdateSAMLProvider: {
    input: {
      type: "structure",
      required: { SAMLProviderArn: "arnType" },
      optional: {
        SAMLMetadataDocument: "SAMLMetadataDocumentType",
        AssertionEncryptionMode: "assertionEncryptionModeType",
        AddPrivateKey: "privateKeyType",
        RemovePrivateKey: "privateKeyIdType",
      },
    },
    result: true,
    errors: ["NoSuchEntity", "InvalidInput", "LimitExceeded", "ServiceFailure", "ConcurrentModification"],
  },
  DeleteSAMLProvider: {
    input: { type: "structure", required: { SAMLProviderArn: "arnType" }, optional: {} },
    result: false,
    errors: ["InvalidInput", "LimitExceeded", "NoSuchEntity", "ServiceFailure"],
  },
  TagSAMLProvider: {
    input: { type: "structure", required: { SAMLProviderArn: "arnType", Tags: "tagListType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "LimitExceeded", "InvalidInput", "ConcurrentModification", "ServiceFailure"],
  },
  UntagSAMLProvider: {
    input: { type: "structure", required: { SAMLProviderArn: "arnType", TagKeys: "tagKeyListType" }, optional: {} },
    result: false,
    errors: ["NoSuchEntity", "InvalidInput", "ConcurrentModification", "ServiceFailure"],
  },
  ListSAMLProviderTags: {
    input: {
      type: "structure",
      required: { SAMLProviderArn: "arnType" },
      optional: { Marker: "markerType", MaxItems: "maxItemsType" },
    },
    result: true,
    errors: ["NoSuchEntity", "ServiceFailure", "InvalidInput"],
  },
} as const satisfies Record<string, OperationModel>;
