import { describe, expect, it } from "vitest";
import { makeCertificate, samlMetadata } from "../../support/certificates.ts";
import { refusalOf, startService } from "../test-service.ts";

const Name = "Corp.idp_1";
const SAMLProviderArn = `arn:aws:iam::123456789012:saml-provider/${Name}`;
const SAMLMetadataDocument = samlMetadata();
const { privateKeyPem } = makeCertificate();
const padding = `<!--${"x".repeat(1000)}-->`;

async function startWithProvider(options: { AddPrivateKey?: string } = {}) {
  const test = await startService();
  await test.iam.createSAMLProvider({ Name, SAMLMetadataDocument, ...options });
  return test;
}

describe("a SAML provider", () => {
  it("is created, read, listed and deleted", async () => {
    const { iam, clock } = await startService();
    clock.now = new Date("2026-03-01T10:00:00.125Z");
    expect((await iam.listSAMLProviders({})).SAMLProviderList).toEqual([]);
    const Tags = [
      { Key: "z", Value: "z" },
      { Key: "A", Value: "a" },
    ];
    const created = await iam.createSAMLProvider({ Name, SAMLMetadataDocument, Tags });
    expect(created).toMatchObject({ SAMLProviderArn, Tags });
    const { $metadata, ...provider } = await iam.getSAMLProvider({ SAMLProviderArn });
    expect(provider).toEqual({
      SAMLProviderUUID: expect.stringMatching(/^SAMLSP[A-Z0-9]{16}$/),
      SAMLMetadataDocument,
      CreateDate: clock.now,
      ValidUntil: new Date("2126-03-01T10:00:00.125Z"),
      Tags: [...Tags].reverse(),
      AssertionEncryptionMode: "Allowed",
      PrivateKeyList: [],
    });
    expect((await iam.listSAMLProviders({})).SAMLProviderList).toEqual([
      { Arn: SAMLProviderArn, ValidUntil: provider.ValidUntil, CreateDate: provider.CreateDate },
    ]);
    expect((await iam.getAccountSummary({})).SummaryMap?.Providers).toBe(1);
    await iam.deleteSAMLProvider({ SAMLProviderArn });
    expect((await iam.listSAMLProviders({})).SAMLProviderList).toEqual([]);
    expect((await iam.getAccountSummary({})).SummaryMap?.Providers).toBe(0);
  });

  it("is unique by its name regardless of case", async () => {
    const { iam } = await startWithProvider();
    expect(await refusalOf(iam.createSAMLProvider({ Name: "CORP.IDP_1", SAMLMetadataDocument }))).toBe(
      "409 EntityAlreadyExists: Provider with name CORP.IDP_1 already exists.",
    );
  });

  it("is found by its exact ARN", async () => {
    const { iam } = await startWithProvider();
    const unknown = [
      "arn:aws:iam::123456789012:saml-provider/none",
      SAMLProviderArn.toLowerCase(),
      SAMLProviderArn.replace("123456789012", "210987654321"),
    ];
    const calls = (arn: string) => [
      iam.getSAMLProvider({ SAMLProviderArn: arn }),
      iam.updateSAMLProvider({ SAMLProviderArn: arn, SAMLMetadataDocument }),
      iam.deleteSAMLProvider({ SAMLProviderArn: arn }),
      iam.listSAMLProviderTags({ SAMLProviderArn: arn }),
    ];
    for (const arn of unknown) {
      for (const call of calls(arn)) {
        expect(await refusalOf(call)).toBe(`404 NoSuchEntity: Manifest not found for arn ${arn}`);
      }
    }
    for (const call of calls("arn:aws:iam::123456789012:oidc-provider/x")) {
      expect(await refusalOf(call)).toBe("400 ValidationError: Invalid ARN");
    }
  });

  it.each([
    ["another root element", `<SomethingElse xmlns="urn:x"><IDPSSODescriptor/></SomethingElse>${padding}`],
    ["text", "x".repeat(1000)],
    ["unbalanced elements", `<EntityDescriptor><IDPSSODescriptor></EntityDescriptor>${padding}`],
    ["an unfinished element", `<EntityDescriptor><IDPSSODescriptor/>${padding}`],
    ["two documents", `<EntityDescriptor/><EntityDescriptor><IDPSSODescriptor/></EntityDescriptor>${padding}`],
    ["a document type", `<!DOCTYPE x><EntityDescriptor><IDPSSODescriptor/></EntityDescriptor>${padding}`],
    ["deep nesting", "<EntityDescriptor>".repeat(1000)],
  ])("is not created from %s", async (_what, document) => {
    const { iam } = await startService();
    expect(await refusalOf(iam.createSAMLProvider({ Name, SAMLMetadataDocument: document }))).toBe(
      "400 InvalidInput: Could not parse metadata",
    );
  });

  it("needs metadata of an identity provider, without or within a list of entities", async () => {
    const { iam } = await startWithProvider();
    const update = (document: string) =>
      refusalOf(iam.updateSAMLProvider({ SAMLProviderArn, SAMLMetadataDocument: document }));
    expect(await update(`<EntityDescriptor entityID="https://idp.example.com/"/>${padding}`)).toBe(
      "400 InvalidInput: SAML Providers must reference at least one SAML assertion issuer.",
    );
    const entity = '<EntityDescriptor entityID="a>b"><IDPSSODescriptor/></EntityDescriptor>';
    expect(await update(`<EntitiesDescriptor>${entity}</EntitiesDescriptor>${padding}`)).toBe("no refusal");
  });

  it("is valid for another hundred years with other metadata, and not with another mode", async () => {
    const { iam, clock } = await startWithProvider({ AddPrivateKey: privateKeyPem });
    const validUntil = async () => (await iam.getSAMLProvider({ SAMLProviderArn })).ValidUntil?.getUTCFullYear();
    clock.now = new Date("2027-03-01T10:00:00Z");
    const updated = await iam.updateSAMLProvider({ SAMLProviderArn, AssertionEncryptionMode: "Required" });
    expect([updated.SAMLProviderArn, await validUntil()]).toEqual([SAMLProviderArn, 2126]);
    const other = samlMetadata("https://other.example.com/");
    await iam.updateSAMLProvider({ SAMLProviderArn, SAMLMetadataDocument: other });
    expect(await validUntil()).toBe(2127);
    expect(await iam.getSAMLProvider({ SAMLProviderArn })).toMatchObject({
      SAMLMetadataDocument: other,
      AssertionEncryptionMode: "Required",
      CreateDate: new Date("2026-03-01T10:00:00Z"),
    });
  });

  it("has up to two private keys, which it shows only by id and date", async () => {
    const { iam } = await startWithProvider();
    const update = (change: { AddPrivateKey?: string; RemovePrivateKey?: string }) =>
      refusalOf(iam.updateSAMLProvider({ SAMLProviderArn, ...change }));
    const keys = async () => (await iam.getSAMLProvider({ SAMLProviderArn })).PrivateKeyList ?? [];
    expect(await update({ AddPrivateKey: privateKeyPem })).toBe("no refusal");
    expect(await update({ AddPrivateKey: privateKeyPem })).toBe("no refusal");
    expect(await update({ AddPrivateKey: makeCertificate().privateKeyPem })).toBe(
      "409 LimitExceeded: Private key limit of 2 is reached.",
    );
    const key = {
      KeyId: expect.stringMatching(/^SAMLPK[A-Z0-9]{16}$/),
      Timestamp: new Date("2026-03-01T10:00:00Z"),
    };
    expect(await keys()).toEqual([key, key]);
    const [first, second] = await keys();
    expect(await update({ RemovePrivateKey: first?.KeyId ?? "" })).toBe("no refusal");
    expect((await keys()).map(({ KeyId }) => KeyId)).toEqual([second?.KeyId]);
    expect(await update({ RemovePrivateKey: first?.KeyId ?? "" })).toBe(
      "400 InvalidInput: Failed to remove private key.",
    );
    expect(await update({ AddPrivateKey: "not a key" })).toContain("400 InvalidInput");
  });

  it("needs a private key to require encryption", async () => {
    const { iam } = await startWithProvider();
    const required = { AssertionEncryptionMode: "Required" } as const;
    expect(await refusalOf(iam.createSAMLProvider({ Name: "other", SAMLMetadataDocument, ...required }))).toBe(
      "400 ValidationError: Unable to set assertion encryption mode to Required because no private key is provided.",
    );
    expect(await refusalOf(iam.updateSAMLProvider({ SAMLProviderArn, ...required }))).toBe(
      "400 InvalidInput: Failed to set assertion encryption mode to Required because no private key is present.",
    );
    await iam.updateSAMLProvider({ SAMLProviderArn, AddPrivateKey: privateKeyPem, ...required });
    const { PrivateKeyList } = await iam.getSAMLProvider({ SAMLProviderArn });
    const RemovePrivateKey = PrivateKeyList?.[0]?.KeyId ?? "";
    expect(await refusalOf(iam.updateSAMLProvider({ SAMLProviderArn, RemovePrivateKey }))).toBe(
      "400 InvalidInput: Failed to remove private key.",
    );
    const both = { RemovePrivateKey, AddPrivateKey: privateKeyPem };
    expect(await refusalOf(iam.updateSAMLProvider({ SAMLProviderArn, ...both }))).toBe(
      "400 ValidationError: Unable to add and remove private keys in the same request. Set a value for only one of the two parameters.",
    );
    expect(await refusalOf(iam.updateSAMLProvider({ SAMLProviderArn }))).toBe(
      "400 ValidationError: Unable to update identity provider. No updates are defined for metadata or encryption assertion.",
    );
  });

  it("counts toward a quota of 100", async () => {
    const { iam } = await startService({ quotas: { samlProvidersPerAccount: 1 } });
    await iam.createSAMLProvider({ Name, SAMLMetadataDocument });
    expect(await refusalOf(iam.createSAMLProvider({ Name: "other", SAMLMetadataDocument }))).toBe(
      "409 LimitExceeded: Cannot exceed quota for SAMLProvidersPerAccount: 1",
    );
  });
});
