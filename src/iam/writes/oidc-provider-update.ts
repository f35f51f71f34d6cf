import type { ComposedInputOf } from "../../iam-model/composed-inputs.ts";
import { isSameName } from "../../iam-model/name-folding.ts";
import { defaultQuotas } from "../../iam-model/quotas.ts";
import type { IamReads } from "../reads/index.ts";
import type { OidcProvider } from "../records/index.ts";
import { type PlannedWrite, plannedWrite } from "./planned-write.ts";

/** What a provider should have. A list that is absent does not change; another one replaces the provider's. */
export type OidcProviderUpdate = ComposedInputOf<"UpdateOpenIDConnectProvider">;

/**
 * Reads a provider and returns the writes that give it the wanted lists, in order: additions, thumbprints, tags, removals. A provider
 * whose update stops in between accepts every client that it accepted before and should still accept. Only what exceeds IAM's
 * quotas is removed first.
 * @throws IamError, with failure `no-such-entity` if the provider does not exist
 */
export async function planOidcProviderUpdate(
  { getOidcProvider }: Pick<IamReads, "getOidcProvider">,
  { OpenIDConnectProviderArn, ClientIDList, ThumbprintList, Tags }: OidcProviderUpdate,
): Promise<PlannedWrite[]> {
  const provider = await getOidcProvider(OpenIDConnectProviderArn);
  const ofProvider = { OpenIDConnectProviderArn };
  const clients = clientIdWrites(ofProvider, provider, ClientIDList);
  const tags = tagWrites(ofProvider, provider, Tags);
  return [
    ...clients.first,
    ...clients.additions,
    ...thumbprintWrites(ofProvider, provider, ThumbprintList),
    ...tags,
    ...clients.removals,
  ];
}

type OfProvider = Pick<OidcProviderUpdate, "OpenIDConnectProviderArn">;

function clientIdWrites(ofProvider: OfProvider, { clientIds }: OidcProvider, wanted: readonly string[] = clientIds) {
  const additions = [...new Set(wanted)]
    .filter((id) => !clientIds.includes(id))
    .map((ClientID) => plannedWrite("AddClientIDToOpenIDConnectProvider", { ...ofProvider, ClientID }));
  const removals = clientIds
    .filter((id) => !wanted.includes(id))
    .map((ClientID) => plannedWrite("RemoveClientIDFromOpenIDConnectProvider", { ...ofProvider, ClientID }));
  const excess = Math.max(0, clientIds.length + additions.length - defaultQuotas.clientIdsPerOidcProvider);
  return { first: removals.slice(0, excess), additions, removals: removals.slice(excess) };
}

function thumbprintWrites(
  ofProvider: OfProvider,
  { thumbprints }: OidcProvider,
  wanted: readonly string[] = thumbprints,
): PlannedWrite[] {
  // IAM stores them in lower case.
  const isSame =
    wanted.length === thumbprints.length && wanted.every((one, at) => isSameName(one, thumbprints[at] ?? ""));
  return isSame
    ? []
    : [plannedWrite("UpdateOpenIDConnectProviderThumbprint", { ...ofProvider, ThumbprintList: [...wanted] })];
}

function tagWrites(
  ofProvider: OfProvider,
  { tags }: OidcProvider,
  wanted: OidcProviderUpdate["Tags"],
): readonly PlannedWrite[] {
  if (wanted === undefined) return [];
  const present = new Map(tags.map(({ key, value }) => [key, value]));
  const Tags = wanted.filter(({ Key, Value }) => present.get(Key) !== Value);
  const wantedKeys = new Set(wanted.map(({ Key }) => Key));
  // AWS's own tags cannot be removed.
  const TagKeys = [...present.keys()].filter((key) => !wantedKeys.has(key) && !/^aws:/i.test(key));
  const set = Tags.length > 0 ? [plannedWrite("TagOpenIDConnectProvider", { ...ofProvider, Tags })] : [];
  const removed = TagKeys.length > 0 ? [plannedWrite("UntagOpenIDConnectProvider", { ...ofProvider, TagKeys })] : [];
  const isTooMany = new Set([...present.keys(), ...wantedKeys]).size > defaultQuotas.tagsPerResource;
  return isTooMany ? [...removed, ...set] : [...set, ...removed];
}
