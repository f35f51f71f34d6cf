import { HOTP, Secret } from "otpauth";

/** The length of a time step; RFC 6238's default and what authenticator apps assume. */
const stepSeconds = 30;

/** Gives the number of the time step that a moment lies in. */
export function stepAt(moment: Date): number {
  return Math.floor(moment.getTime() / 1000 / stepSeconds);
}

/** Gives the code that an authenticator shows in a step: six digits, leading zeros kept (HMAC-SHA1). */
export function codeAt(seed: string, step: number): string {
  return generateCode(Secret.fromBase32(seed), step);
}

function generateCode(secret: Secret, step: number): string {
  return HOTP.generate({ secret, algorithm: "SHA1", digits: 6, counter: step });
}

/** Makes a seed: 64 characters of base32, no padding, from 40 random bytes. */
export function makeSeed(randomBytes: (size: number) => Uint8Array): string {
  return new Secret({ buffer: new Uint8Array(randomBytes(40)).buffer }).base32;
}

/** How many steps the first code of a pair may be from the device's clock; the second is then -998 to +1000 (AWS-capture). */
const searchReach = 999;

/**
 * Finds consecutive codes around a device's clock: `codes[1]` at one of the steps `clockStep` - 998 to `clockStep` + 1000,
 * `codes[0]` one step before it and after the step `lastUsed` (null: none is used).
 * Returns the step of the second code; undefined for wrong, equal, swapped, non-consecutive or used codes.
 */
export function findCodePair(
  seed: string,
  codes: readonly [string, string],
  clockStep: number,
  lastUsed: number | null,
): number | undefined {
  const secret = Secret.fromBase32(seed);
  const isShown = (code: string, step: number) => generateCode(secret, step) === code;
  // There are no steps before 1970.
  const isPairAt = (step: number) => step > (lastUsed ?? -1) && isShown(codes[0], step) && isShown(codes[1], step + 1);
  // Outwards, because a pair is nearly always close and a search of the whole window takes about 30 ms.
  for (let distance = 0; distance <= searchReach; distance++) {
    for (const step of [clockStep - distance, clockStep + distance]) if (isPairAt(step)) return step + 1;
  }
  return undefined;
}
