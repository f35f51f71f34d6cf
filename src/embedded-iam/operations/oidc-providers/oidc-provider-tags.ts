import { addTags, listTags, operation, removeTags, requireSomeTags } from "../framework/index.ts";
import { requireOidcProvider } from "./oidc-providers.ts";

export const tagOidcProvider = operation("TagOpenIDConnectProvider", ({ OpenIDConnectProviderArn, Tags }, context) => {
  const { providerId } = requireOidcProvider(context, OpenIDConnectProviderArn);
  requireSomeTags(Tags);
  addTags(context, context.oidcProviderTags, providerId, Tags);
});

/** Unlike UntagUser, it rejects an empty list (AWS-capture). */
export const untagOidcProvider = operation(
  "UntagOpenIDConnectProvider",
  ({ OpenIDConnectProviderArn, TagKeys }, context) => {
    const { providerId } = requireOidcProvider(context, OpenIDConnectProviderArn);
    requireSomeTags(TagKeys);
    removeTags(context.oidcProviderTags, providerId, TagKeys);
  },
);

export const listOidcProviderTags = operation(
  "ListOpenIDConnectProviderTags",
  ({ OpenIDConnectProviderArn, ...input }, context) => {
    const { providerId } = requireOidcProvider(context, OpenIDConnectProviderArn);
    const listIdentity = ["ListOpenIDConnectProviderTags", providerId] as const;
    return listTags(context, context.oidcProviderTags, providerId, listIdentity, input);
  },
);
