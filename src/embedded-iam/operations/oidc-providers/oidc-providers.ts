import { errorTexts } from "../../../iam-model/error-texts.ts";
import type { InputOf } from "../../../iam-model/operations/index.ts";
import { arns } from "../../arns.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { OidcProviderRow } from "../../store/index.ts";
import {
  addTags,
  echoTags,
  type OperationContext,
  operation,
  requireTagKeys,
  requireWithinQuota,
  tagElement,
} from "../framework/index.ts";

export const createOidcProvider = operation(
  "CreateOpenIDConnectProvider",
  ({ Url, ClientIDList = [], ThumbprintList = [], Tags = [] }, context) => {
    const { account, clock, oidcProviders, oidcProviderTags, prepared } = context;
    const url = requireNewProvider(context, { Url, ThumbprintList, Tags });
    // With milliseconds, unlike all other dates (AWS-capture).
    const providerId = oidcProviders.insert(url, clock().toISOString());
    for (const clientId of ClientIDList) addClientId(context, providerId, clientId);
    storeThumbprints(context, providerId, prepared.thumbprint === undefined ? ThumbprintList : [prepared.thumbprint]);
    addTags(context, oidcProviderTags, providerId, Tags);
    return { OpenIDConnectProviderArn: arns.oidcProvider(account, url), ...echoTags(Tags) };
  },
  async ({ Url, ThumbprintList = [], Tags = [] }, context) => {
    if (ThumbprintList.length > 0) return {};
    // An invalid request is rejected before the thumbprint is fetched.
    requireNewProvider(context, { Url, ThumbprintList, Tags });
    return { thumbprint: await fetchThumbprint(context, Url) };
  },
);

/** The response contains the URL without its scheme (AWS-recorded), and no ARN. */
export const getOidcProvider = operation("GetOpenIDConnectProvider", ({ OpenIDConnectProviderArn }, context) => {
  const { oidcProviders, oidcProviderTags } = context;
  const { providerId, url, createDate } = requireOidcProvider(context, OpenIDConnectProviderArn);
  return {
    Url: url,
    ClientIDList: oidcProviders.clientIds(providerId),
    ThumbprintList: oidcProviders.thumbprints(providerId),
    CreateDate: createDate,
    Tags: oidcProviderTags.of(providerId).map(tagElement),
  };
});

/** Not paged (model). */
export const listOidcProviders = operation("ListOpenIDConnectProviders", (_input, { account, oidcProviders }) => ({
  OpenIDConnectProviderList: oidcProviders
    .list()
    .map((provider) => ({ Arn: arns.oidcProvider(account, provider.url) })),
}));

/** The documentation calls it idempotent, but AWS is recorded to reject it, with its own wording. */
export const deleteOidcProvider = operation("DeleteOpenIDConnectProvider", ({ OpenIDConnectProviderArn }, context) => {
  const text = errorTexts.oidcProviderNotFoundOnDelete;
  context.oidcProviders.delete(requireOidcProvider(context, OpenIDConnectProviderArn, text).providerId);
});

/** Replaces all thumbprints and keeps their order (AWS-recorded). */
export const updateOidcProviderThumbprint = operation(
  "UpdateOpenIDConnectProviderThumbprint",
  ({ OpenIDConnectProviderArn, ThumbprintList }, context) => {
    const { providerId } = requireOidcProvider(context, OpenIDConnectProviderArn);
    if (ThumbprintList.length === 0) throw new ServiceError("InvalidInput", errorTexts.thumbprintsMissing());
    requireThumbprintRoom(context, ThumbprintList);
    storeThumbprints(context, providerId, ThumbprintList);
  },
);

/** Adding an existing client ID succeeds (docs). */
export const addClientIdToOidcProvider = operation(
  "AddClientIDToOpenIDConnectProvider",
  ({ OpenIDConnectProviderArn, ClientID }, context) => {
    addClientId(context, requireOidcProvider(context, OpenIDConnectProviderArn).providerId, ClientID);
  },
);

/** Removing an unknown client ID succeeds (docs). */
export const removeClientIdFromOidcProvider = operation(
  "RemoveClientIDFromOpenIDConnectProvider",
  ({ OpenIDConnectProviderArn, ClientID }, context) => {
    const { providerId } = requireOidcProvider(context, OpenIDConnectProviderArn);
    context.oidcProviders.removeClientId(providerId, ClientID);
  },
);

/** Finds a provider by ARN. ValidationError if it is not an ARN of a provider, NoSuchEntity if it is unknown. */
export function requireOidcProvider(
  { account, oidcProviders }: Pick<OperationContext, "account" | "oidcProviders">,
  arn: string,
  notFound: (arn: string) => string = errorTexts.oidcProviderNotFound,
): OidcProviderRow {
  const [, partition, accountId, url = ""] = /^arn:([^:]+):iam::(\d{12}):oidc-provider\/(\S+)$/.exec(arn) ?? [];
  if (partition !== account.partition) throw new ServiceError("ValidationError", errorTexts.arnInvalid());
  const provider = accountId === account.accountId ? oidcProviders.find(url) : undefined;
  if (provider === undefined) throw new ServiceError("NoSuchEntity", notFound(arn));
  return provider;
}

/** Validates a new provider. Returns its URL without the scheme. */
function requireNewProvider(
  context: Pick<OperationContext, "oidcProviders" | "oidcProviderTags" | "quotas">,
  input: Pick<InputOf<"CreateOpenIDConnectProvider">, "Url"> &
    Required<Pick<InputOf<"CreateOpenIDConnectProvider">, "ThumbprintList" | "Tags">>,
): string {
  const { oidcProviders, oidcProviderTags, quotas } = context;
  const url = requireNewProviderUrl(context, input.Url);
  requireThumbprintRoom(context, input.ThumbprintList);
  requireTagKeys(oidcProviderTags, input.Tags);
  requireWithinQuota("OpenIdConnectProvidersPerAccount", oidcProviders.count(), quotas.oidcProvidersPerAccount);
  return url;
}

/** Like `requireProviderUrl`, and EntityAlreadyExists if the provider exists. */
function requireNewProviderUrl({ oidcProviders }: Pick<OperationContext, "oidcProviders">, url: string): string {
  const withoutScheme = requireProviderUrl(url);
  if (oidcProviders.find(withoutScheme) !== undefined) {
    throw new ServiceError("EntityAlreadyExists", errorTexts.oidcProviderExists(url));
  }
  return withoutScheme;
}

/** Returns the URL without its scheme and the port 443: a host and an optional path. */
function requireProviderUrl(url: string): string {
  const [, scheme, rest = ""] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(.*)$/s.exec(url) ?? [];
  if (scheme === undefined) throw new ServiceError("ValidationError", errorTexts.oidcUrlInvalid());
  if (scheme.toLowerCase() !== "https") throw new ServiceError("InvalidInput", errorTexts.oidcUrlNotHttps());
  // Without a Message (AWS-capture).
  if (/[?#]/.test(rest)) throw new ServiceError("InvalidInput");
  // No user, and no port except 443.
  const [, host, path = ""] =
    /^([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::443)?(\/[\x21-\x7E]*)?$/.exec(rest) ?? [];
  if (host === undefined) throw new ServiceError("InvalidInput", errorTexts.oidcUrlRefused());
  return host + path;
}

/** InvalidInput, unlike other quotas, and checked before any write (AWS-recorded). */
function requireThumbprintRoom({ quotas }: Pick<OperationContext, "quotas">, thumbprints: readonly string[]): void {
  const limit = quotas.thumbprintsPerOidcProvider;
  if (thumbprints.length > limit) throw new ServiceError("InvalidInput", errorTexts.thumbprintsExceeded(limit));
}

/** Stored in lower case. Whether they are hexadecimal is not checked (3p). */
function storeThumbprints(
  { oidcProviders }: Pick<OperationContext, "oidcProviders">,
  providerId: number,
  thumbprints: readonly string[],
): void {
  oidcProviders.replaceThumbprints(
    providerId,
    thumbprints.map((thumbprint) => thumbprint.toLowerCase()),
  );
}

/** Returns the thumbprint of a provider created without thumbprints. OpenIdIdpCommunicationError if there is none. */
async function fetchThumbprint({ thumbprintOf }: Pick<OperationContext, "thumbprintOf">, url: string): Promise<string> {
  try {
    const thumbprint = await thumbprintOf(url);
    if (/^[0-9A-Fa-f]{40}$/.test(thumbprint)) return thumbprint;
  } catch {
    // The cause concerns only the owner of `thumbprintOf`. AWS's text does not name a cause either.
  }
  throw new ServiceError("OpenIdIdpCommunicationError", errorTexts.oidcProviderUnreachable());
}

function addClientId(
  { oidcProviders, quotas }: Pick<OperationContext, "oidcProviders" | "quotas">,
  providerId: number,
  clientId: string,
): void {
  const present = oidcProviders.clientIds(providerId);
  if (present.includes(clientId)) return;
  requireWithinQuota("ClientIdsPerOpenIdConnectProvider", present.length, quotas.clientIdsPerOidcProvider);
  oidcProviders.addClientId(providerId, clientId);
}
