import { type ScryptOptions, scrypt } from "node:crypto";

/** What one guess costs: 16 MiB and some 30 ms (OWASP's first choice for scrypt takes more; this is a test double). */
const cost = { N: 2 ** 14, r: 8, p: 1 } as const satisfies ScryptOptions;

const saltLength = 16;
const hashLength = 32;

/** Hashes a password with a salt of its own: `scrypt$N$r$p$salt$hash`, the last two in base64. Takes a thread, not this one. */
export async function hashPassword(password: string, randomBytes: (size: number) => Uint8Array): Promise<string> {
  const salt = randomBytes(saltLength);
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  scrypt(password, salt, hashLength, cost, (error, hash) => (error === null ? resolve(hash) : reject(error)));
  return written(salt, await promise);
}

/** Gives what could be the hash of a password, but is random: nobody knows a password for it. */
export function unusablePasswordHash(randomBytes: (size: number) => Uint8Array): string {
  return written(randomBytes(saltLength), randomBytes(hashLength));
}

function written(salt: Uint8Array, hash: Uint8Array): string {
  const texts = [salt, hash].map((bytes) => Buffer.from(bytes).toString("base64"));
  return ["scrypt", cost.N, cost.r, cost.p, ...texts].join("$");
}
