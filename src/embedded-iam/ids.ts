const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** AWS's prefixes of unique ids by kind, with the length of the whole id. */
const idKinds = {
  user: { prefix: "AIDA", length: 21 },
  group: { prefix: "AGPA", length: 21 },
  role: { prefix: "AROA", length: 21 },
  policy: { prefix: "ANPA", length: 21 },
  instanceProfile: { prefix: "AIPA", length: 21 },
  serverCertificate: { prefix: "ASCA", length: 21 },
  sshPublicKey: { prefix: "APKA", length: 20 },
  serviceSpecificCredential: { prefix: "ACCA", length: 21 },
  samlProvider: { prefix: "SAMLSP", length: 22 },
  samlPrivateKey: { prefix: "SAMLPK", length: 22 },
  accessKey: { prefix: "AKIA", length: 20 },
} as const;

export type IdKind = keyof typeof idKinds;

/**
 * Creates a unique id in AWS's format: the prefix, then base32 characters. Their first 48 bits are a set bit, the 40
 * bits of the account id and 7 random bits (3p: decoders of access key ids rely on it).
 */
export function makeId(kind: IdKind, accountId: string, randomBytes: (size: number) => Uint8Array): string {
  const { prefix, length } = idKinds[kind];
  const count = length - prefix.length;
  const random = randomBytes(count);
  const accountBits = ((1n << 40n) | BigInt(accountId)) << 7n;
  const head = BigInt.asUintN(48, accountBits | BigInt((random[0] ?? 0) & 127));
  let id: string = prefix;
  for (let index = 0; index < count; index++) {
    // The 48 bits fill nine characters and three of the five bits of the tenth.
    const bits = index < 9 ? Number((head >> BigInt(43 - 5 * index)) & 31n) : (random[index] ?? 0) & 31;
    id += alphabet.charAt(index === 9 ? (Number(head & 7n) << 2) | (bits & 3) : bits);
  }
  return id;
}

/**
 * The account id in an access key id (AKIA or ASIA), the reverse of `makeId`; undefined for other texts, such as the
 * ids that AWS's documentation uses as examples.
 */
export function accountIdInKey(accessKeyId: string): string | undefined {
  const [, encoded] = /^A[KS]IA([A-Z2-7]{10})[A-Z2-7]{6}$/.exec(accessKeyId) ?? [];
  if (encoded === undefined) return undefined;
  const bits = [...encoded].reduce((sum, character) => (sum << 5n) | BigInt(alphabet.indexOf(character)), 0n);
  // Of the 50 bits, the last two are random; before them are 7 random bits and the 40 bits of the account.
  const accountId = BigInt.asUintN(40, bits >> 9n)
    .toString()
    .padStart(12, "0");
  return bits >> 49n === 1n && accountId.length === 12 ? accountId : undefined;
}

/** Creates a secret access key in AWS's format: 40 characters of base64, from 30 random bytes. */
export function makeSecretAccessKey(randomBytes: (size: number) => Uint8Array): string {
  return Buffer.from(randomBytes(30)).toString("base64");
}
