import { addTags, listTags, operation, removeTags, requireSomeTags } from "../framework/index.ts";
import { requireSamlProvider } from "./look-up.ts";

export const tagSamlProvider = operation("TagSAMLProvider", ({ SAMLProviderArn, Tags }, context) => {
  const { providerId } = requireSamlProvider(context, SAMLProviderArn);
  requireSomeTags(Tags);
  addTags(context, context.samlProviderTags, providerId, Tags);
});

export const untagSamlProvider = operation("UntagSAMLProvider", ({ SAMLProviderArn, TagKeys }, context) => {
  const { providerId } = requireSamlProvider(context, SAMLProviderArn);
  requireSomeTags(TagKeys);
  removeTags(context.samlProviderTags, providerId, TagKeys);
});

export const listSamlProviderTags = operation("ListSAMLProviderTags", ({ SAMLProviderArn, ...input }, context) => {
  const { providerId } = requireSamlProvider(context, SAMLProviderArn);
  return listTags(context, context.samlProviderTags, providerId, ["ListSAMLProviderTags", providerId], input);
});
