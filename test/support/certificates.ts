import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** A certificate in PEM format, with its key. */
export interface MadeCertificate {
  readonly pem: string;
  readonly privateKey: KeyObject;
  /** In PEM format. */
  readonly privateKeyPem: string;
  readonly subject: string;
}

interface CertificateOptions {
  readonly subject?: string;
  /** @default the certificate signs itself */
  readonly issuer?: MadeCertificate;
  /** @default 2036-01-01 */
  readonly validTo?: Date;
  /** @default a new RSA key of 2048 bits */
  readonly privateKey?: KeyObject;
}

/** Makes an X.509 certificate (RFC 5280) that is signed with SHA-256. */
export function makeCertificate(options: CertificateOptions = {}): MadeCertificate {
  const { subject = "iamql test", validTo = new Date("2036-01-01T00:00:00Z"), issuer } = options;
  const privateKey = options.privateKey ?? generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const signingKey = issuer?.privateKey ?? privateKey;
  const algorithm =
    signingKey.asymmetricKeyType === "rsa"
      ? sequence(objectId("2a864886f70d01010b"), tagged(0x05))
      : sequence(objectId("2a8648ce3d040302"));
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.of(2))),
    tagged(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    algorithm,
    name(issuer?.subject ?? subject),
    sequence(time(new Date("2020-01-01T00:00:00Z")), time(validTo)),
    name(subject),
    createPublicKey(privateKey).export({ type: "spki", format: "der" }),
  );
  const signature = sign("sha256", body, signingKey);
  return {
    pem: pem("CERTIFICATE", sequence(body, algorithm, tagged(0x03, Buffer.of(0), signature))),
    privateKey,
    privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    subject,
  };
}

/** SAML metadata of an identity provider, long enough for IAM. */
export function samlMetadata(entityId = "https://idp.example.com/"): string {
  const key = createHash("shake256", { outputLength: 750 }).update(entityId).digest("base64");
  return (
    `<?xml version="1.0"?>\n<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}">` +
    `<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><!-- ${key} -->` +
    `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${entityId}sso"/>` +
    `</md:IDPSSODescriptor></md:EntityDescriptor>`
  );
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/** One element in DER: its tag, the length, and the content. */
function tagged(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat(content);
  const { length } = bytes;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...head), bytes]);
}

function sequence(...content: readonly Uint8Array[]): Buffer {
  return tagged(0x30, ...content);
}

function objectId(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, "hex"));
}

function name(commonName: string): Buffer {
  return sequence(tagged(0x31, sequence(objectId("550403"), tagged(0x0c, Buffer.from(commonName)))));
}

function time(moment: Date): Buffer {
  return tagged(0x18, Buffer.from(`${moment.toISOString().slice(0, 19).replaceAll(/[-:T]/g, "")}Z`));
}
