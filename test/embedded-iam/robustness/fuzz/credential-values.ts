import { createPublicKey } from "node:crypto";
import fc from "fast-check";
import { makeCertificate, samlMetadata } from "../../../support/certificates.ts";

/** The only values that differ from run to run. */
const [one, other] = [makeCertificate(), makeCertificate({ subject: "<&>" })];
export const validCertificate = one;
const publicKey = createPublicKey(one.privateKey).export({ type: "spki", format: "pem" }).toString();

const pemTexts = (texts: readonly string[]) =>
  fc.constantFrom(
    ...texts,
    ...texts.map((text) => text.replaceAll("\n", "\r\n")),
    ...texts.map((text) => text.slice(0, 300)),
    "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    "<&>",
  );

export const metadata = samlMetadata();

/** Values of the shapes of passwords, keys, certificates and SAML providers, by their names in the model. */
export const credentialValues: Readonly<Record<string, fc.Arbitrary<string>>> = {
  AccessAdvisorUsageGranularityType: fc.constantFrom("SERVICE_LEVEL", "ACTION_LEVEL"),
  assertionEncryptionModeType: fc.constantFrom("Required", "Allowed"),
  certificateBodyType: pemTexts([one.pem, other.pem]),
  certificateChainType: pemTexts([other.pem, `${one.pem}${other.pem}`]),
  certificateIdType: fc.constantFrom("A".repeat(24), `${"_".repeat(20)}__proto__`),
  credentialAgeDays: fc.constantFrom("1", "36600"),
  encodingType: fc.constantFrom("SSH", "PEM"),
  jobIDType: fc.constantFrom("00000000-0000-4000-8000-000000000000", "x".repeat(36)),
  maxPasswordAgeType: fc.constantFrom("1", "1095"),
  minimumPasswordLengthType: fc.constantFrom("6", "+8", "128"),
  passwordReusePreventionType: fc.constantFrom("1", "24"),
  privateKeyIdType: fc.constantFrom("A".repeat(22), "0".repeat(64)),
  privateKeyType: pemTexts([one.privateKeyPem, other.privateKeyPem]),
  publicKeyIdType: fc.constantFrom("APKA".padEnd(20, "A"), "_".repeat(128)),
  publicKeyMaterialType: pemTexts([publicKey, "ssh-rsa AAAA", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA x"]),
  SAMLMetadataDocumentType: fc.constantFrom(
    metadata,
    metadata.replace("<?xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><?xml"),
    metadata.slice(0, -20),
    "<a>".repeat(2000),
    "\u0000".repeat(1000),
  ),
  SAMLProviderNameType: fc.constantFrom("ana", "a.b_c-d", "__proto__"),
  serverCertificateNameType: fc.constantFrom("ana", "Ana", "x+=,.@-_", "__proto__"),
  serviceName: fc.constantFrom("codecommit.amazonaws.com", "cassandra.amazonaws.com", "__proto__", "<&>"),
  serviceSpecificCredentialId: fc.constantFrom("ACCA".padEnd(20, "A"), "__proto__".padEnd(20, "_")),
};
