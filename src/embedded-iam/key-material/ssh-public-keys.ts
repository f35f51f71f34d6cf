import { createHash, createPublicKey, type KeyObject } from "node:crypto";

/** An RSA public key for SSH. */
export interface SshPublicKey {
  readonly bits: number;
  /** MD5 of the key in SSH's binary format: 16 bytes in hexadecimal, separated by colons. Equal for equal keys. */
  readonly fingerprint: string;
  /** The key in a format: one line `ssh-rsa ...` without a comment, or PEM with a final newline (AWS-capture). */
  readonly in: Readonly<Record<"SSH" | "PEM", string>>;
}

/** Parses an RSA public key in SSH's text format or in PEM format; undefined for other texts, also other kinds of keys. */
export function parseSshPublicKey(text: string): SshPublicKey | undefined {
  const key = parseKey(text.trim());
  const { n = "", e = "", kty } = key?.export({ format: "jwk" }) ?? {};
  if (key === undefined || kty !== "RSA") return undefined;
  const blob = Buffer.concat([Buffer.from("ssh-rsa"), mpint(e), mpint(n)].map(withLength));
  const digest = createHash("md5").update(blob).digest("hex");
  return {
    bits: key.asymmetricKeyDetails?.modulusLength ?? 0,
    fingerprint: digest.replaceAll(/..(?!$)/g, "$&:"),
    in: {
      SSH: `ssh-rsa ${blob.toString("base64")}`,
      PEM: key.export({ type: "spki", format: "pem" }).toString(),
    },
  };
}

function parseKey(text: string): KeyObject | undefined {
  const [, base64] = /^ssh-rsa[ \t]+([A-Za-z0-9+/]+={0,2})(?:[ \t][^\r\n]*)?$/.exec(text) ?? [];
  try {
    if (base64 !== undefined) return parseBlob(Buffer.from(base64, "base64"));
    // `createPublicKey` would also accept a private key and a certificate.
    return /^-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(text) ? createPublicKey(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Parses SSH's binary format (RFC 4253, section 6.6): the texts `ssh-rsa`, e and n, each after its length. */
function parseBlob(blob: Buffer): KeyObject | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; at < blob.length; ) {
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return undefined;
    parts.push(blob.subarray(at + 4, end));
    at = end;
  }
  const [kind, e, n, ...rest] = parts;
  if (kind?.toString("latin1") !== "ssh-rsa" || e === undefined || n === undefined || rest.length > 0) return undefined;
  return createPublicKey({ key: { kty: "RSA", e: unsigned(e), n: unsigned(n) }, format: "jwk" });
}

/** A positive number of SSH as base64url without the leading zero that marks it as positive. */
function unsigned(number: Buffer): string {
  return (number[0] === 0 ? number.subarray(1) : number).toString("base64url");
}

/** A number as SSH writes it: with a leading zero if its first bit is set. */
function mpint(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, "base64url");
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
