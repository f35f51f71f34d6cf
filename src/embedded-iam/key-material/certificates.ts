import { createHash, createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { Secret } from "otpauth";

/** An X.509 certificate in PEM format. */
export type Certificate = Pick<X509Certificate, "raw" | "publicKey" | "validToDate" | "checkPrivateKey" | "verify">;

const pemCertificate = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** Parses a text of exactly one certificate in PEM format; undefined if it is not one. */
export function parseCertificate(pem: string): Certificate | undefined {
  const certificates = parseCertificates(pem);
  return certificates?.length === 1 ? certificates[0] : undefined;
}

/** Parses a text of one or more certificates in PEM format with white space between them; undefined for other texts. */
export function parseCertificates(pem: string): readonly Certificate[] | undefined {
  const blocks = pem.match(pemCertificate) ?? [];
  if (blocks.length === 0 || pem.replaceAll(pemCertificate, "").trim() !== "") return undefined;
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return undefined;
  }
}

/** Parses an unencrypted private key in PEM format; undefined if it is not one. */
export function parsePrivateKey(pem: string): KeyObject | undefined {
  if (!/^\s*-----BEGIN (?:RSA |EC )?PRIVATE KEY-----/.test(pem)) return undefined;
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

/** Whether a private key belongs to a certificate. */
export function matchesPrivateKey(certificate: Certificate, key: KeyObject): boolean {
  return certificate.checkPrivateKey(key);
}

/**
 * Returns AWS's index of the first certificate of a chain that did not sign the one before it: -1 if the first one did
 * not sign the leaf (AWS-capture), otherwise its position in the chain, from 0 (inferred from one capture). Undefined if
 * the chain is valid.
 */
export function findChainFault(leaf: Certificate, chain: readonly Certificate[]): number | undefined {
  let signed = leaf;
  for (const [index, signer] of chain.entries()) {
    if (!signed.verify(signer.publicKey)) return index === 0 ? -1 : index;
    signed = signer;
  }
  return undefined;
}

/** The id of a signing certificate: the SHA-1 digest of its DER form in base32 (AWS-capture). */
export function certificateId(certificate: Certificate): string {
  const digest = createHash("sha1").update(certificate.raw).digest();
  return new Secret({ buffer: new Uint8Array(digest).buffer }).base32;
}
