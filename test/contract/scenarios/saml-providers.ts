import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import { makeCertificate, samlMetadata } from "../../support/certificates.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

const SAMLMetadataDocument = samlMetadata();

async function create({ iam, name }: Sandbox, label = "idp"): Promise<string> {
  const { SAMLProviderArn = "" } = await iam.createSAMLProvider({ Name: name(label), SAMLMetadataDocument });
  return SAMLProviderArn;
}

// SAML providers: recorded on AWS, 2026-02, except where a comment says more.
export const samlProviderScenarios: Scenarios = {
  "a provider has its metadata and is listed without them": async (box) => {
    const SAMLProviderArn = await create(box);
    expect(SAMLProviderArn).toBe(`arn:aws:iam::${box.accountId}:saml-provider/${box.name("idp")}`);
    const { CreateDate, ValidUntil, ...provider } = await box.iam.getSAMLProvider({ SAMLProviderArn });
    expect(provider).toMatchObject({ SAMLMetadataDocument });
    const { SAMLProviderList = [] } = await box.iam.listSAMLProviders({});
    expect(SAMLProviderList.filter(({ Arn }) => Arn === SAMLProviderArn)).toEqual([
      { Arn: SAMLProviderArn, CreateDate, ValidUntil },
    ]);
  },

  "an unknown provider has no manifest": async (box) => {
    const SAMLProviderArn = `arn:aws:iam::${box.accountId}:saml-provider/${box.name("none")}`;
    const refusal = `404 NoSuchEntity: Manifest not found for arn ${SAMLProviderArn}`;
    expect(await refusalOf(box.iam.getSAMLProvider({ SAMLProviderArn }))).toBe(refusal);
    expect(await refusalOf(box.iam.deleteSAMLProvider({ SAMLProviderArn }))).toBe(refusal);
  },

  // Reported from AWS.
  "an existing provider is reported by its name": async (box) => {
    await create(box);
    expect(await refusalOf(create(box))).toBe(
      `409 EntityAlreadyExists: Provider with name ${box.name("idp")} already exists.`,
    );
  },

  // Captured from AWS, 2026-09, this and the next one.
  "metadata must be XML": async ({ iam, name }) => {
    const refusal = (document: string) =>
      refusalOf(iam.createSAMLProvider({ Name: name("idp"), SAMLMetadataDocument: document }));
    expect(await refusal("x".repeat(1000))).toBe("400 InvalidInput: Could not parse metadata");
  },

  "an update must name something, and encryption needs a private key": async (box) => {
    const SAMLProviderArn = await create(box);
    expect(await refusalOf(box.iam.updateSAMLProvider({ SAMLProviderArn }))).toBe(
      "400 ValidationError: Unable to update identity provider. No updates are defined for metadata or encryption assertion.",
    );
    const required = { SAMLProviderArn, AssertionEncryptionMode: "Required" } as const;
    expect(await refusalOf(box.iam.updateSAMLProvider(required))).toBe(
      "400 InvalidInput: Failed to set assertion encryption mode to Required because no private key is present.",
    );
    await box.iam.updateSAMLProvider({ ...required, AddPrivateKey: makeCertificate().privateKeyPem });
    const { PrivateKeyList } = await box.iam.getSAMLProvider({ SAMLProviderArn });
    expect(PrivateKeyList).toEqual([{ KeyId: expect.stringMatching(/^SAMLPK/), Timestamp: expect.any(Date) }]);
  },
};
