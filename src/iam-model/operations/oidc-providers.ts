import type { OperationModel } from "./operation-model.ts";

export const oidcProviderOperations = {
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
} as const satisfies Record<string, OperationModel>;
