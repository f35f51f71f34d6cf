import { errorTexts } from "../../../iam-model/error-texts.ts";
import type { InputOf } from "../../../iam-model/operations.ts";
import { arns } from "../../arns.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { OidcProviderRow } from "../../store/index.ts";
import {
  addTags,
  echoTags,
  type OperationContext,
  operation,
  requireRoom,
  requireTagKeys,
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
    return { OpenIDConnectProviderArn: arns.oidcProvider(account.accountId, url), ...echoTags(Tags) };
  },
  async ({ Url, ThumbprintList = [], Tags = [] }, context) => {
    if (ThumbprintList.length > 0) return {};
    // Nobody is asked on behalf of what is refused anyway.
    requireNewProvider(context, { Url, ThumbprintList, Tags });
    return { thumbprint: await fetchThumbprint(context, Url) };
  },
);

/** The answer has the URL without its scheme (AWS-recorded) and no ARN. */
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
    .map((provider) => ({ Arn: arns.oidcProvider(account.accountId, provider.url) })),
}));

/** Docs call it idempotent; AWS is recorded to refuse, in a wording of its own. */
export const deleteOidcProvider = operation("DeleteOpenIDConnectProvider", ({ OpenIDConnectProviderArn }, context) => {
  const text = errorTexts.oidcProviderNotFoundOnDelete;
  context.oidcProviders.delete(requireOidcProvider(context, OpenIDConnectProviderArn, text).providerId);
});

/** Replaces them all; the order is kept (AWS-recorded). */
export const updateOidcProviderThumbprint = operation(
  "UpdateOpenIDConnectProviderThumbprint",
  ({ OpenIDConnectProviderArn, ThumbprintList }, context) => {
    const { providerId } = requireOidcProvider(context, OpenIDConnectProviderArn);
    if (ThumbprintList.length === 0) throw new ServiceError("InvalidInput", errorTexts.thumbprintsMissing());
    requireThumbprintRoom(context, ThumbprintList);
    storeThumbprints(context, providerId, ThumbprintList);
  },
);

/** Adding one that is there succeeds (docs). */
export const addClientIdToOidcProvider = operation(
  "AddClientIDToOpenIDConnectProvider",
  ({ OpenIDConnectProviderArn, ClientID }, context) => {
    addClientId(context, requireOidcProvider(context, OpenIDConnectProviderArn).providerId, ClientID);
  },
);

/** Removing one that is not there succeeds (docs). */
export const removeClientIdFromOidcProvider = operation(
  "RemoveClientIDFromOpenIDConnectProvider",
  ({ OpenIDConnectProviderArn, ClientID }, context) => {
    const { providerId } = requireOidcProvider(context, OpenIDConnectProviderArn);
    context.oidcProviders.removeClientId(providerId, ClientID);
  },
);

/** Gives the provider of that ARN; ValidationError for what is no provider's ARN, NoSuchEntity for an unknown one. */
export function requireOidcProvider(
  { account, oidcProviders }: Pick<OperationContext, "account" | "oidcProviders">,
  arn: string,
  notFound: (arn: string) => string = errorTexts.oidcProviderNotFound,
): OidcProviderRow {
  const [, accountId, url = ""] = /^arn:aws:iam::(\d{12}):oidc-provider\/(\S+)$/.exec(arn) ?? [];
  if (accountId === undefined) throw new ServiceError("ValidationError", errorTexts.arnInvalid());
  const provider = accountId === account.accountId ? oidcProviders.find(url) : undefined;
  if (provider === undefined) throw new ServiceError("NoSuchEntity", notFound(arn));
  return provider;
}

/** Gives the URL, without its scheme, of a provider that may be made; refuses one that may not. */
function requireNewProvider(
  context: Pick<OperationContext, "oidcProviders" | "oidcProviderTags" | "quotas">,
  input: Pick<InputOf<"CreateOpenIDConnectProvider">, "Url"> &
    Required<Pick<InputOf<"CreateOpenIDConnectProvider">, "ThumbprintList" | "Tags">>,
): string {
  const { oidcProviders, oidcProviderTags, quotas } = context;
  const url = requireNewProviderUrl(context, input.Url);
  requireThumbprintRoom(context, input.ThumbprintList);
  requireTagKeys(oidcProviderTags, input.Tags);
  requireRoom("OpenIdConnectProvidersPerAccount", oidcProviders.count(), quotas.oidcProvidersPerAccount);
  return url;
}

/** As `requireProviderUrl`; EntityAlreadyExists if there is such a provider already. */
function requireNewProviderUrl({ oidcProviders }: Pick<OperationContext, "oidcProviders">, url: string): string {
  const withoutScheme = requireProviderUrl(url);
  if (oidcProviders.find(withoutScheme) !== undefined) {
    throw new ServiceError("EntityAlreadyExists", errorTexts.oidcProviderExists(url));
  }
  return withoutScheme;
}

/** Gives the URL without its scheme and the port 443: a host and, if it has one, a path. */
function requireProviderUrl(url: string): string {
  const [, scheme, rest = ""] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(.*)$/s.exec(url) ?? [];
  if (scheme === undefined) throw new ServiceError("ValidationError", errorTexts.oidcUrlInvalid());
  if (scheme.toLowerCase() !== "https") throw new ServiceError("InvalidInput", errorTexts.oidcUrlNotHttps());
  // Without a Message (AWS-capture).
  if (/[?#]/.test(rest)) throw new ServiceError("InvalidInput");
  // No user, and no port but https's own.
  const [, host, path = ""] =
    /^([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::443)?(\/[\x21-\x7E]*)?$/.exec(rest) ?? [];
  if (host === undefined) throw new ServiceError("InvalidInput", errorTexts.oidcUrlRefused());
  return host + path;
}

/** InvalidInput, unlike other quotas, and checked before anything is written (AWS-recorded). */
function requireThumbprintRoom({ quotas }: Pick<OperationContext, "quotas">, thumbprints: readonly string[]): void {
  const limit = quotas.thumbprintsPerOidcProvider;
  if (thumbprints.length > limit) throw new ServiceError("InvalidInput", errorTexts.thumbprintsExceeded(limit));
}

/** Stored in lower case; whether they are hexadecimal is not checked (3p). */
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

/** Gives the thumbprint of a provider created without any; OpenIdIdpCommunicationError if there is none to be had. */
async function fetchThumbprint({ thumbprintOf }: Pick<OperationContext, "thumbprintOf">, url: string): Promise<string> {
  try {
    const thumbprint = await thumbprintOf(url);
    if (/^[0-9A-Fa-f]{40}$/.test(thumbprint)) return thumbprint;
  } catch {
    // Why it failed is for whoever gave `thumbprintOf` to know; AWS's text does not say either.
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
  requireRoom("ClientIdsPerOpenIdConnectProvider", present.length, quotas.clientIdsPerOidcProvider);
  oidcProviders.addClientId(providerId, clientId);
}
