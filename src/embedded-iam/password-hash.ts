import { type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";

/** Cost of one guess: 16 MiB and about 30 ms. OWASP recommends a higher cost for scrypt; this is a test double. */
const cost = { N: 2 ** 14, r: 8, p: 1 } as const satisfies ScryptOptions;

const saltLength = 16;
const hashLength = 32;

/**
 * Hashes a password with a random salt, on another thread. Returns `scrypt$N$r$p$salt$hash`, the last two in base64.
 */
export async function hashPassword(password: string, randomBytes: (size: number) => Uint8Array): Promise<string> {
  const salt = randomBytes(saltLength);
  return written(salt, await derive(password, salt, hashLength, cost));
}

/** Whether a password has the hash, which is a text of `hashPassword`. Takes as long as hashing it. */
export async function hasHash(password: string, passwordHash: string): Promise<boolean> {
  const [, n, r, p, salt = "", hash = ""] = passwordHash.split("$");
  const expected = Buffer.from(hash, "base64");
  const options = { N: Number(n), r: Number(r), p: Number(p) };
  return timingSafeEqual(await derive(password, Buffer.from(salt, "base64"), expected.length, options), expected);
}

/** Returns a random value in the format of a password hash. No password is known to match it. */
export function unusablePasswordHash(randomBytes: (size: number) => Uint8Array): string {
  return written(randomBytes(saltLength), randomBytes(hashLength));
}

function derive(password: string, salt: Uint8Array, length: number, options: ScryptOptions): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  scrypt(password, salt, length, options, (error, hash) => (error === null ? resolve(hash) : reject(error)));
  return promise;
}

function written(salt: Uint8Array, hash: Uint8Array): string {
  const texts = [salt, hash].map((bytes) => Buffer.from(bytes).toString("base64"));
  return ["scrypt", cost.N, cost.r, cost.p, ...texts].join("$");
}
