import { HOTP, Secret } from "otpauth";

/** Length of a time step: the default of RFC 6238 and of authenticator apps. */
const stepSeconds = 30;

/** Returns the number of the time step that contains a time. */
export function stepAt(moment: Date): number {
  return Math.floor(moment.getTime() / 1000 / stepSeconds);
}

/** Returns the code that an authenticator shows in a time step: six digits with leading zeros (HMAC-SHA1). */
export function codeAt(seed: string, step: number): string {
  return generateCode(Secret.fromBase32(seed), step);
}

function generateCode(secret: Secret, step: number): string {
  return HOTP.generate({ secret, algorithm: "SHA1", digits: 6, counter: step });
}

/** Creates a seed: 64 characters of base32 without padding, from 40 random bytes. */
export function makeSeed(randomBytes: (size: number) => Uint8Array): string {
  return new Secret({ buffer: new Uint8Array(randomBytes(40)).buffer }).base32;
}

/**
 * Maximum distance in steps between the first code of a pair and the device's clock; the second is within -998 to +1000
 * (AWS-capture).
 */
const searchReach = 999;

/**
 * Searches two consecutive codes around a device's clock: `codes[1]` at a step from `clockStep` - 998 to `clockStep` +
 * 1000, and `codes[0]` one step before it and after the step `lastUsed` (null: no code was used). Returns the step of
 * the second code; undefined for wrong, equal, swapped, non-consecutive or used codes.
 */
export function findCodePair(
  seed: string,
  codes: readonly [string, string],
  clockStep: number,
  lastUsed: number | null,
): number | undefined {
  const secret = Secret.fromBase32(seed);
  const isShown = (code: string, step: number) => generateCode(secret, step) === code;
  // Steps before 1970 do not exist.
  const isPairAt = (step: number) => step > (lastUsed ?? -1) && isShown(codes[0], step) && isShown(codes[1], step + 1);
  // Searches outwards, because a pair is usually close and a search of the whole window takes about 30 ms.
  for (let distance = 0; distance <= searchReach; distance++) {
    for (const step of [clockStep - distance, clockStep + distance]) if (isPairAt(step)) return step + 1;
  }
  return undefined;
}
