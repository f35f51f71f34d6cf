import { errorTexts } from "../../../iam-model/error-texts.ts";
import { arns } from "../../arns.ts";
import { parsePrivateKey, samlMetadataFault } from "../../key-material/index.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { SamlProviderRow } from "../../store/index.ts";
import {
  addTags,
  echoTags,
  type OperationContext,
  operation,
  requireTagKeys,
  requireWithinQuota,
  tagElement,
} from "../framework/index.ts";
import { requireSamlProvider } from "./look-up.ts";

/** AWS-capture: regardless of the metadata's own validUntil. */
const VALID_YEARS = 100;

/** A provider has at most two private keys (AWS-capture). */
const MAX_PRIVATE_KEYS = 2;

export const createSamlProvider = operation("CreateSAMLProvider", (input, context) => {
  const { Name, SAMLMetadataDocument, AssertionEncryptionMode = "Allowed", AddPrivateKey, Tags = [] } = input;
  const { account, clock, newId, quotas, samlProviders, samlProviderTags } = context;
  if (AssertionEncryptionMode === "Required" && AddPrivateKey === undefined) {
    throw new ServiceError("ValidationError", errorTexts.samlEncryptionKeyNotProvided());
  }
  if (samlProviders.find(Name) !== undefined) {
    throw new ServiceError("EntityAlreadyExists", errorTexts.samlProviderExists(Name));
  }
  requireMetadata(SAMLMetadataDocument);
  requireTagKeys(samlProviderTags, Tags);
  requireWithinQuota("SAMLProvidersPerAccount", samlProviders.count(), quotas.samlProvidersPerAccount);
  const providerId = samlProviders.insert({
    name: Name,
    uuid: newId("samlProvider"),
    metadata: SAMLMetadataDocument,
    // With milliseconds (AWS-capture).
    createDate: clock().toISOString(),
    validUntil: validFrom(clock()),
    encryptionMode: AssertionEncryptionMode,
  });
  if (AddPrivateKey !== undefined) addPrivateKey(context, providerId, AddPrivateKey);
  addTags(context, samlProviderTags, providerId, Tags);
  return { SAMLProviderArn: arns.samlProvider(account, Name), ...echoTags(Tags) };
});

/** The private keys themselves are never returned (docs). */
export const getSamlProvider = operation("GetSAMLProvider", ({ SAMLProviderArn }, context) => {
  const { samlProviders, samlProviderTags } = context;
  const provider = requireSamlProvider(context, SAMLProviderArn);
  return {
    SAMLProviderUUID: provider.uuid,
    SAMLMetadataDocument: provider.metadata,
    CreateDate: provider.createDate,
    ValidUntil: provider.validUntil,
    Tags: samlProviderTags.of(provider.providerId).map(tagElement),
    AssertionEncryptionMode: provider.encryptionMode,
    PrivateKeyList: samlProviders
      .privateKeys(provider.providerId)
      .map(({ keyId, date }) => ({ KeyId: keyId, Timestamp: date })),
  };
});

/** Not paged (model). */
export const listSamlProviders = operation("ListSAMLProviders", (_input, { account, samlProviders }) => ({
  SAMLProviderList: samlProviders.list().map((provider) => ({
    Arn: arns.samlProvider(account, provider.name),
    ValidUntil: provider.validUntil,
    CreateDate: provider.createDate,
  })),
}));

/** Other metadata prolongs the validity (AWS-capture). */
export const updateSamlProvider = operation("UpdateSAMLProvider", (input, context) => {
  const { SAMLProviderArn, SAMLMetadataDocument, AssertionEncryptionMode, AddPrivateKey, RemovePrivateKey } = input;
  const { account, clock, samlProviders } = context;
  const provider = requireSamlProvider(context, SAMLProviderArn);
  requireSomeChange([SAMLMetadataDocument, AssertionEncryptionMode, AddPrivateKey, RemovePrivateKey]);
  if (AddPrivateKey !== undefined && RemovePrivateKey !== undefined) {
    throw new ServiceError("ValidationError", errorTexts.samlKeysAddedAndRemoved());
  }
  if (SAMLMetadataDocument !== undefined) requireMetadata(SAMLMetadataDocument);
  if (AddPrivateKey !== undefined) addPrivateKey(context, provider.providerId, AddPrivateKey);
  const encryptionMode = AssertionEncryptionMode ?? provider.encryptionMode;
  if (RemovePrivateKey !== undefined) removePrivateKey(context, { ...provider, encryptionMode }, RemovePrivateKey);
  if (encryptionMode === "Required" && samlProviders.privateKeys(provider.providerId).length === 0) {
    throw new ServiceError("InvalidInput", errorTexts.samlEncryptionKeyMissing());
  }
  samlProviders.update(provider.providerId, {
    metadata: SAMLMetadataDocument ?? provider.metadata,
    validUntil: SAMLMetadataDocument === undefined ? provider.validUntil : validFrom(clock()),
    encryptionMode,
  });
  return { SAMLProviderArn: arns.samlProvider(account, provider.name) };
});

/** Roles that trust the provider stay (docs). */
export const deleteSamlProvider = operation("DeleteSAMLProvider", ({ SAMLProviderArn }, context) => {
  context.samlProviders.delete(requireSamlProvider(context, SAMLProviderArn).providerId);
});

function requireSomeChange(changes: readonly (string | undefined)[]): void {
  if (changes.some((change) => change !== undefined)) return;
  throw new ServiceError("ValidationError", errorTexts.samlProviderUnchanged());
}

const metadataTexts = {
  unparsable: errorTexts.samlMetadataUnparsable,
  "no issuer": errorTexts.samlMetadataWithoutIssuer,
} as const;

function requireMetadata(document: string): void {
  const fault = samlMetadataFault(document);
  if (fault !== undefined) throw new ServiceError("InvalidInput", metadataTexts[fault]());
}

/** The same key can be added twice (AWS-capture). Only its id and date are stored, because nothing can use it here. */
function addPrivateKey(
  { clock, newId, samlProviders }: Pick<OperationContext, "clock" | "newId" | "samlProviders">,
  providerId: number,
  privateKey: string,
): void {
  if (samlProviders.privateKeys(providerId).length >= MAX_PRIVATE_KEYS) {
    throw new ServiceError("LimitExceeded", errorTexts.samlKeysExceeded(MAX_PRIVATE_KEYS));
  }
  if (parsePrivateKey(privateKey) === undefined) {
    throw new ServiceError("InvalidInput", errorTexts.samlKeyUnparsable());
  }
  samlProviders.addPrivateKey(providerId, { keyId: newId("samlPrivateKey"), date: clock().toISOString() });
}

/** InvalidInput for the last key while encryption is required (AWS-capture), and for an unknown key (inferred). */
function removePrivateKey(
  { samlProviders }: Pick<OperationContext, "samlProviders">,
  { providerId, encryptionMode }: Pick<SamlProviderRow, "providerId" | "encryptionMode">,
  keyId: string,
): void {
  const keys = samlProviders.privateKeys(providerId);
  const isKnown = keys.some((key) => key.keyId === keyId);
  if (!isKnown || (encryptionMode === "Required" && keys.length === 1)) {
    throw new ServiceError("InvalidInput", errorTexts.samlKeyNotRemovable());
  }
  samlProviders.removePrivateKey(providerId, keyId);
}

function validFrom(now: Date): string {
  const until = new Date(now);
  until.setUTCFullYear(until.getUTCFullYear() + VALID_YEARS);
  return until.toISOString();
}
