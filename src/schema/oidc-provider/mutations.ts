import { isNoSuchEntity, type WriteInput } from "../../iam/index.ts";
import { builder } from "../builder.ts";
import { OidcProviderType } from "../entities.ts";
import { describe, TagInputType } from "../mutation/inputs.ts";
import { change, mutation } from "../mutation/mutation.ts";
import { withOidcProvider } from "../mutation/read-back.ts";
import { encodeGlobalId } from "../node/global-id.ts";

// Whoever changes a provider changes who may sign in from elsewhere: all of it takes `iam:admin`.
const scopes = ["iam:admin"] as const;

interface OfProvider {
  readonly arn: string;
}

mutation("createOidcProvider", {
  description: "Lets the account trust an OpenID Connect provider.",
  operation: "CreateOpenIDConnectProvider",
  scopes,
  input: builder.inputType("CreateOidcProviderInput", {
    description: "The provider to trust.",
    fields: (t) => ({
      url: t.string({
        required: true,
        description:
          "The issuer's URL, as it is in its tokens: https, without query and port, character for character.",
      }),
      clientIds: t.stringList({ description: "The audiences: at most 100." }),
      thumbprints: t.stringList({
        description:
          "SHA-1 hashes, of 40 hexadecimal digits, of certificates: at most 5. Without it, IAM asks the provider's server.",
      }),
      tags: t.field({ type: [TagInputType], description: describe.tags }),
    }),
  }),
  payload: builder.objectRef<OfProvider>("CreateOidcProviderPayload").implement({
    description: "The account trusts the provider.",
    fields: (t) => ({
      oidcProvider: t.field({
        type: OidcProviderType,
        description: "The new provider.",
        resolve: ({ arn }) => ({ arn }),
      }),
    }),
  }),
  errors: ["ConcurrentModification", "EntityAlreadyExists", "LimitExceeded", "OpenIdIdpCommunicationError"],
  async run(input: WriteInput<"CreateOpenIDConnectProvider">, { context }) {
    return { arn: await context.iam.writes.createOidcProvider(input) };
  },
});

function providerPayload(name: string, description: string) {
  return withOidcProvider(builder.objectRef<OfProvider>(name).implement({ description }));
}

change("updateOidcProviderThumbprints", {
  description: "Replaces the thumbprints of a provider, all of them.",
  operation: "UpdateOpenIDConnectProviderThumbprint",
  scopes,
  input: builder.inputType("UpdateOidcProviderThumbprintsInput", {
    description: "The provider, and its thumbprints.",
    fields: (t) => ({
      arn: t.field({ type: "Arn", required: true, description: describe.providerArn }),
      thumbprints: t.stringList({
        required: true,
        description: "SHA-1 hashes, of 40 hexadecimal digits, of certificates: at most 5.",
      }),
    }),
  }),
  payload: providerPayload("UpdateOidcProviderThumbprintsPayload", "The provider has these thumbprints."),
  errors: ["ConcurrentModification", "LimitExceeded", "NoSuchEntity"],
});

function clientIdInput(name: string, description: string) {
  return builder.inputType(name, {
    description,
    fields: (t) => ({
      arn: t.field({ type: "Arn", required: true, description: describe.providerArn }),
      clientId: t.string({ required: true, description: "The id of an application: 1 to 255 characters." }),
    }),
  });
}

change("addOidcProviderClientId", {
  description: "Takes tokens of a provider for one more application. One that is there already changes nothing.",
  operation: "AddClientIDToOpenIDConnectProvider",
  scopes,
  input: clientIdInput("AddOidcProviderClientIdInput", "The provider, and the application."),
  payload: providerPayload("AddOidcProviderClientIdPayload", "The application is among the provider's."),
  errors: ["ConcurrentModification", "LimitExceeded", "NoSuchEntity"],
});

change("removeOidcProviderClientId", {
  description: "Takes tokens of a provider for an application no longer. One that is not there changes nothing.",
  operation: "RemoveClientIDFromOpenIDConnectProvider",
  scopes,
  input: clientIdInput("RemoveOidcProviderClientIdInput", "The provider, and the application."),
  payload: providerPayload("RemoveOidcProviderClientIdPayload", "The application is not among the provider's."),
  errors: ["ConcurrentModification", "NoSuchEntity"],
});

mutation("deleteOidcProvider", {
  description: "Ends that the account trusts a provider. Roles that name it stay, and let nobody in by it.",
  operation: "DeleteOpenIDConnectProvider",
  scopes,
  input: builder.inputType("DeleteOidcProviderInput", {
    description: "The provider to delete.",
    fields: (t) => ({
      arn: t.field({ type: "Arn", required: true, description: describe.providerArn }),
    }),
  }),
  payload: builder
    .objectRef<{ readonly deletedId: string; readonly wasPresent: boolean }>("DeleteOidcProviderPayload")
    .implement({
      description: "The account does not trust the provider.",
      fields: (t) => ({
        deletedId: t.exposeID("deletedId", { description: describe.deletedId }),
        wasPresent: t.exposeBoolean("wasPresent", {
          description: "Whether the provider was there to be deleted; false where it was gone already.",
        }),
      }),
    }),
  errors: [],
  async run(input: WriteInput<"DeleteOpenIDConnectProvider">, { context, input: { arn } }) {
    const deletedId = encodeGlobalId("OidcProvider", arn);
    try {
      await context.iam.writes.change("DeleteOpenIDConnectProvider", input);
      return { deletedId, wasPresent: true };
    } catch (error) {
      // IAM documents this operation as idempotent, and yet refuses it for a provider that is gone (AWS-recorded).
      if (isNoSuchEntity(error)) return { deletedId, wasPresent: false };
      throw error;
    }
  },
});

change("tagOidcProvider", {
  description: "Puts labels on a provider.",
  operation: "TagOpenIDConnectProvider",
  scopes,
  input: builder.inputType("TagOidcProviderInput", {
    description: "The provider, and its labels.",
    fields: (t) => ({
      arn: t.field({ type: "Arn", required: true, description: describe.providerArn }),
      tags: t.field({ type: [TagInputType], required: true, description: describe.tagsToSet }),
    }),
  }),
  payload: providerPayload("TagOidcProviderPayload", "The labels are on the provider."),
  errors: ["ConcurrentModification", "LimitExceeded", "NoSuchEntity"],
});

change("untagOidcProvider", {
  description: "Takes labels off a provider.",
  operation: "UntagOpenIDConnectProvider",
  scopes,
  input: builder.inputType("UntagOidcProviderInput", {
    description: "The provider, and which labels.",
    fields: (t) => ({
      arn: t.field({ type: "Arn", required: true, description: describe.providerArn }),
      tagKeys: t.stringList({ required: true, description: describe.tagKeys }),
    }),
  }),
  payload: providerPayload("UntagOidcProviderPayload", "The labels are off the provider."),
  errors: ["ConcurrentModification", "NoSuchEntity"],
});
