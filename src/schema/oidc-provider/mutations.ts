import { isNoSuchEntity } from "../../iam/index.ts";
import { builder } from "../builder.ts";
import { BY_NAME } from "../cost/index.ts";
import { OidcProviderType } from "../entities.ts";
import { change, describe, mutation, sent, sentTags, TagInputType, withOidcProvider } from "../mutation/index.ts";
import { encodeGlobalId } from "../node/index.ts";

// A provider decides who can sign in from elsewhere, so each change of one needs `iam:admin`.
const scopes = ["iam:admin"] as const;

interface OfProvider {
  readonly arn: string;
}

mutation("createOidcProvider", {
  description: "Creates an OpenID Connect provider. Roles can then trust its tokens.",
  operation: "CreateOpenIDConnectProvider",
  scopes,
  input: builder.inputType("CreateOidcProviderInput", {
    description: "The provider to create.",
    fields: (t) => ({
      url: t.string({
        required: true,
        description: "The issuer URL, exactly as in the provider's tokens: https, without query string and port.",
      }),
      clientIds: t.stringList({ description: "The client IDs (audiences) to accept: at most 100." }),
      thumbprints: t.stringList({
        description: `${describe.thumbprints} If omitted, IAM gets the thumbprint from the provider's server.`,
      }),
      tags: t.field({ type: [TagInputType], description: describe.tags }),
    }),
  }),
  inputRows: {
    url: sent("Url"),
    clientIds: sent("ClientIDList"),
    thumbprints: sent("ThumbprintList"),
    tags: sentTags("Tags"),
  },
  payload: builder.objectRef<OfProvider>("CreateOidcProviderPayload").implement({
    description: "The provider was created.",
    fields: (t) => ({
      oidcProvider: t.field({
        type: OidcProviderType,
        description: "The new provider.",
        cost: BY_NAME,
        resolve: ({ arn }) => ({ arn }),
      }),
    }),
  }),
  errors: ["ConcurrentModification", "EntityAlreadyExists", "LimitExceeded", "OpenIdIdpCommunicationError"],
  async run(input, { context }) {
    return { arn: await context.iam.writes.createOidcProvider(input) };
  },
});

function providerPayload(name: string, description: string) {
  return withOidcProvider(builder.objectRef<OfProvider>(name).implement({ description }));
}

change("updateOidcProviderThumbprints", {
  description: "Replaces all thumbprints of a provider.",
  operation: "UpdateOpenIDConnectProviderThumbprint",
  scopes,
  input: builder.inputType("UpdateOidcProviderThumbprintsInput", {
    description: "The provider, and its new thumbprints.",
    fields: (t) => ({
      arn: t.field({ type: "Arn", required: true, description: describe.providerArn }),
      thumbprints: t.stringList({ required: true, description: describe.thumbprints }),
    }),
  }),
  inputRows: { arn: sent("OpenIDConnectProviderArn"), thumbprints: sent("ThumbprintList") },
  payload: providerPayload("UpdateOidcProviderThumbprintsPayload", "The thumbprints were replaced."),
  errors: ["ConcurrentModification", "LimitExceeded", "NoSuchEntity"],
});

function clientIdInput(name: string) {
  return builder.inputType(name, {
    description: "The provider, and the client ID.",
    fields: (t) => ({
      arn: t.field({ type: "Arn", required: true, description: describe.providerArn }),
      clientId: t.string({ required: true, description: "The client ID of an application: 1 to 255 characters." }),
    }),
  });
}

const clientIdInputRows = { arn: sent("OpenIDConnectProviderArn"), clientId: sent("ClientID") } as const;

change("addOidcProviderClientId", {
  description:
    "Adds a client ID to a provider, so that tokens for this application are accepted. Nothing changes if the provider already has it.",
  operation: "AddClientIDToOpenIDConnectProvider",
  scopes,
  input: clientIdInput("AddOidcProviderClientIdInput"),
  inputRows: clientIdInputRows,
  payload: providerPayload("AddOidcProviderClientIdPayload", "The provider has the client ID."),
  errors: ["ConcurrentModification", "LimitExceeded", "NoSuchEntity"],
});

change("removeOidcProviderClientId", {
  description: "Removes a client ID from a provider. Nothing changes if the provider does not have it.",
  operation: "RemoveClientIDFromOpenIDConnectProvider",
  scopes,
  input: clientIdInput("RemoveOidcProviderClientIdInput"),
  inputRows: clientIdInputRows,
  payload: providerPayload("RemoveOidcProviderClientIdPayload", "The provider does not have the client ID."),
  errors: ["ConcurrentModification", "NoSuchEntity"],
});

mutation("deleteOidcProvider", {
  description:
    "Deletes an OpenID Connect provider. Roles that reference it remain but can no longer be assumed through it.",
  operation: "DeleteOpenIDConnectProvider",
  scopes,
  input: builder.inputType("DeleteOidcProviderInput", {
    description: "The provider to delete.",
    fields: (t) => ({
      arn: t.field({ type: "Arn", required: true, description: describe.providerArn }),
    }),
  }),
  inputRows: { arn: sent("OpenIDConnectProviderArn") },
  payload: builder
    .objectRef<{ readonly deletedId: string; readonly wasPresent: boolean }>("DeleteOidcProviderPayload")
    .implement({
      description: "The provider no longer exists.",
      fields: (t) => ({
        deletedId: t.exposeID("deletedId", { description: describe.deletedId }),
        wasPresent: t.exposeBoolean("wasPresent", {
          description: "Whether the provider existed; false if there was nothing to delete.",
        }),
      }),
    }),
  errors: [],
  async run(input, { context, input: { arn } }) {
    const deletedId = encodeGlobalId("OidcProvider", arn);
    try {
      await context.iam.writes.change("DeleteOpenIDConnectProvider", input);
      return { deletedId, wasPresent: true };
    } catch (error) {
      // IAM documents this operation as idempotent, but fails with NoSuchEntity for a deleted provider (recorded from AWS).
      if (isNoSuchEntity(error)) return { deletedId, wasPresent: false };
      throw error;
    }
  },
});

change("tagOidcProvider", {
  description: "Adds tags to a provider.",
  operation: "TagOpenIDConnectProvider",
  scopes,
  input: builder.inputType("TagOidcProviderInput", {
    description: "The provider, and the tags to add.",
    fields: (t) => ({
      arn: t.field({ type: "Arn", required: true, description: describe.providerArn }),
      tags: t.field({ type: [TagInputType], required: true, description: describe.tagsToSet }),
    }),
  }),
  inputRows: { arn: sent("OpenIDConnectProviderArn"), tags: sentTags("Tags") },
  payload: providerPayload("TagOidcProviderPayload", "The tags were added."),
  errors: ["ConcurrentModification", "LimitExceeded", "NoSuchEntity"],
});

change("untagOidcProvider", {
  description: "Removes tags from a provider.",
  operation: "UntagOpenIDConnectProvider",
  scopes,
  input: builder.inputType("UntagOidcProviderInput", {
    description: "The provider, and the tags to remove.",
    fields: (t) => ({
      arn: t.field({ type: "Arn", required: true, description: describe.providerArn }),
      tagKeys: t.stringList({ required: true, description: describe.tagKeys }),
    }),
  }),
  inputRows: { arn: sent("OpenIDConnectProviderArn"), tagKeys: sent("TagKeys") },
  payload: providerPayload("UntagOidcProviderPayload", "The tags were removed."),
  errors: ["ConcurrentModification", "NoSuchEntity"],
});
