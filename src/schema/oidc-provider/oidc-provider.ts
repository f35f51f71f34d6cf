import { missingMember } from "../../iam/index.ts";
import { checkArn } from "../arguments.ts";
import { requires } from "../authorization/index.ts";
import { ACCOUNT_ID_DESCRIPTION, builder, ID_DESCRIPTION, NodeInterface } from "../builder.ts";
import { assumedSize, callsOf, FREE, pageSize } from "../cost/index.ts";
import { OidcProviderConnection, OidcProviderType, TagType } from "../entities.ts";
import { entity } from "../entity-names.ts";
import { accountOfArn, encodeGlobalId } from "../node/index.ts";
import { FAILED } from "../nullability/index.ts";
import { oidcProviderFact } from "./facts.ts";

builder.objectType(OidcProviderType, {
  description: "An OpenID Connect identity provider of this account. Roles can trust its tokens.",
  extensions: entity("OidcProvider"),
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({
      description: ID_DESCRIPTION,
      cost: FREE,
      resolve: (provider) => encodeGlobalId("OidcProvider", provider.arn),
    }),
    accountId: t.string({
      description: ACCOUNT_ID_DESCRIPTION,
      cost: FREE,
      resolve: ({ arn }) => accountOfArn(arn, "GetOpenIDConnectProvider"),
    }),
    arn: t.expose("arn", {
      type: "Arn",
      description: "The provider's ARN, which contains its URL without the scheme.",
    }),
    url: t.string({
      description: "The issuer URL, including the scheme, exactly as registered.",
      cost: FREE,
      resolve: ({ arn }) => `https://${arn.slice(arn.indexOf("/") + 1)}`,
    }),
    clientIds: t.stringList({
      nullable: true,
      nullWhen: FAILED,
      description:
        "The client IDs (audiences) that the provider's tokens may be issued for. Null, with an error, if they could not be read.",
      cost: { needs: [oidcProviderFact] },
      resolve: async ({ arn }, _args, { loaders }) => (await loaders.oidcProviders.load(arn)).clientIds,
    }),
    thumbprints: t.stringList({
      nullable: true,
      nullWhen: FAILED,
      description:
        "SHA-1 hashes, in hexadecimal digits, of the certificates that may sign the provider's server certificate. Null, with an error, if they could not be read.",
      cost: { needs: [oidcProviderFact] },
      resolve: async ({ arn }, _args, { loaders }) => (await loaders.oidcProviders.load(arn)).thumbprints,
    }),
    createDate: t.field({
      type: "DateTime",
      nullable: true,
      nullWhen: FAILED,
      description: "When the provider was created. Null, with an error, if IAM does not return the date.",
      cost: { needs: [oidcProviderFact] },
      async resolve({ arn }, _args, { loaders }) {
        const { createDate } = await loaders.oidcProviders.load(arn);
        if (createDate !== null) return createDate;
        throw missingMember("GetOpenIDConnectProvider", "CreateDate");
      },
    }),
    tags: t.field({
      type: [TagType],
      nullable: true,
      nullWhen: FAILED,
      description: "The provider's tags. Null, with an error, if they could not be read.",
      cost: { needs: [oidcProviderFact] },
      resolve: async ({ arn }, _args, { loaders }) => (await loaders.oidcProviders.load(arn)).tags,
    }),
  }),
});

builder.queryFields((t) => ({
  oidcProvider: t.field({
    type: OidcProviderType,
    nullable: true,
    nullWhen: "the provider does not exist",
    description: "The OpenID Connect provider with this ARN; null if it does not exist.",
    args: {
      arn: t.arg({ type: "Arn", required: true, description: "The provider's exact ARN (case-sensitive)." }),
    },
    extensions: requires("iam:read"),
    cost: { calls: () => callsOf("oidcProvider"), knows: [oidcProviderFact] },
    resolve: (_root, { arn }, { loaders }) => loaders.oidcProviders.find(checkArn("arn", "oidc-provider", arn)),
  }),
  oidcProviders: t.connection(
    {
      type: OidcProviderType,
      description: "The account's OpenID Connect providers, ordered by ARN.",
      extensions: requires("iam:read"),
      cost: {
        calls: () => callsOf("oidcProviders"),
        size: (args) => ({ nodes: pageSize(args), objects: pageSize(args, { atMost: assumedSize.oidcProviders }) }),
        knows: [],
      },
      resolve: (_root, args, { loaders }) => loaders.oidcProviders.list(args),
    },
    OidcProviderConnection,
  ),
}));
