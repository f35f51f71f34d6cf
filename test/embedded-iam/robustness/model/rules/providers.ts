import { quotas } from "../quotas.ts";
import { accountArn, accountId, type Provider, type State } from "../state.ts";
import { TagSet } from "../tags.ts";
import { type Input, type Output, Refusal, refuseAnyOf, type Scene } from "../types.ts";

const tooManyClientIds = `409 LimitExceeded: Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: ${quotas.clientIdsPerOidcProvider}`;
const tooManyThumbprints = `400 InvalidInput: Thumbprint list must contain fewer than ${quotas.thumbprintsPerOidcProvider} entries.`;

export function providerArn(url: string): string {
  return `${accountArn}:oidc-provider/${url}`;
}

/** `deleted` because Delete has another text. */
export function requireProvider({ providers }: State, arn = "", deleted = false): Provider {
  const [, account, url = ""] = /^arn:aws:iam::(\d{12}):oidc-provider\/(\S+)$/.exec(arn) ?? [];
  if (account === undefined) throw new Refusal("400 ValidationError: Invalid ARN");
  const provider = account === accountId ? providers.get(url) : undefined;
  if (provider !== undefined) return provider;
  throw new Refusal(
    deleted
      ? `404 NoSuchEntity: OpenId connect Provider ${arn} cannot be found.`
      : `404 NoSuchEntity: OpenIDConnect Provider not found for arn ${arn}`,
  );
}

export function createProvider(state: State, input: Input, { now }: Scene): Output {
  const { Url = "", ClientIDList = [], ThumbprintList = [], Tags = [] } = input;
  refuseAnyOf(!Url.includes("://") && "400 ValidationError: Invalid Open ID Connect Provider URL");
  const text = "400 InvalidInput: Invalid Open ID Connect Provider URL.";
  refuseAnyOf(!Url.startsWith("https://") && `${text} The URL must begin with https://.`);
  // The SDK's text for a response without a message.
  refuseAnyOf(/[?#]/.test(Url) && "400 InvalidInput: Unknown");
  const url = Url.slice("https://".length).replace(/:443(?=\/|$)/, "");
  refuseAnyOf(/[@:]/.test(url) && text);
  refuseAnyOf(state.providers.has(url) && `409 EntityAlreadyExists: Provider with url ${Url} already exists.`);
  const tags = new TagSet();
  const clientIds = [...new Set(ClientIDList)];
  refuseAnyOf(
    ThumbprintList.length > quotas.thumbprintsPerOidcProvider && tooManyThumbprints,
    clientIds.length > quotas.clientIdsPerOidcProvider && tooManyClientIds,
    ...tags.faults(Tags),
    state.providers.size >= quotas.oidcProvidersPerAccount &&
      `409 LimitExceeded: Cannot exceed quota for OpenIdConnectProvidersPerAccount: ${quotas.oidcProvidersPerAccount}`,
  );
  tags.add(Tags);
  const thumbprints = ThumbprintList.length > 0 ? lowerCase(ThumbprintList) : undefined;
  state.providers.set(url, { url, created: now, clientIds, thumbprints, tags });
  return { OpenIDConnectProviderArn: providerArn(url), ...(Tags.length > 0 && { Tags }) };
}

export function getProvider(state: State, { OpenIDConnectProviderArn }: Input, { fresh }: Scene): Output {
  const provider = requireProvider(state, OpenIDConnectProviderArn);
  provider.thumbprints ??= [fresh("ThumbprintList", "0")];
  return {
    Url: provider.url,
    ClientIDList: provider.clientIds,
    ThumbprintList: provider.thumbprints,
    CreateDate: provider.created,
    Tags: provider.tags.list,
  };
}

export function listProviders({ providers }: State): Output {
  return { OpenIDConnectProviderList: [...providers.keys()].sort().map((url) => ({ Arn: providerArn(url) })) };
}

export function deleteProvider(state: State, { OpenIDConnectProviderArn }: Input): void {
  state.providers.delete(requireProvider(state, OpenIDConnectProviderArn, true).url);
}

export function replaceThumbprints(state: State, { OpenIDConnectProviderArn, ThumbprintList = [] }: Input): void {
  const provider = requireProvider(state, OpenIDConnectProviderArn);
  refuseAnyOf(
    ThumbprintList.length === 0 && "400 InvalidInput: Thumbprint list must contain at least one entry.",
    ThumbprintList.length > quotas.thumbprintsPerOidcProvider && tooManyThumbprints,
  );
  provider.thumbprints = lowerCase(ThumbprintList);
}

/** Adding an existing client ID succeeds. */
export function addClientId(state: State, { OpenIDConnectProviderArn, ClientID = "" }: Input): void {
  const provider = requireProvider(state, OpenIDConnectProviderArn);
  if (provider.clientIds.includes(ClientID)) return;
  refuseAnyOf(provider.clientIds.length >= quotas.clientIdsPerOidcProvider && tooManyClientIds);
  provider.clientIds = [...provider.clientIds, ClientID];
}

/** Removing an unknown client ID succeeds. */
export function removeClientId(state: State, { OpenIDConnectProviderArn, ClientID }: Input): void {
  const provider = requireProvider(state, OpenIDConnectProviderArn);
  provider.clientIds = provider.clientIds.filter((present) => present !== ClientID);
}

function lowerCase(thumbprints: readonly string[]): string[] {
  return thumbprints.map((thumbprint) => thumbprint.toLowerCase());
}
