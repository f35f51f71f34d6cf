import { HOTP, Secret } from "otpauth";

/** The length of a time step; RFC 6238's default and what authenticator apps assume. */
const stepSeconds = 30;

/** Gives the number of the time step that a moment lies in. */
export function stepAt(moment: Date): number {
  return Math.floor(moment.getTime() / 1000 / stepSeconds);
}

/** Gives the code that an authenticator shows in a step: six digits, leading zeros kept (HMAC-SHA1). */
export function codeAt(seed: string, step: number): string {
  return HOTP.generate({ secret: Secret.fromBase32(seed), algorithm: "SHA1", digits: 6, counter: step });
}

/** Makes a seed: 64 characters of base32, no padding, from 40 random bytes. */
export function makeSeed(randomBytes: (size: number) => Uint8Array): string {
  return new Secret({ buffer: new Uint8Array(randomBytes(40)).buffer }).base32;
}

/** Which steps to look at, as distances from the centre. */
export interface StepWindow {
  readonly from: number;
  readonly to: number;
}

/**
 * Finds the step t in the window at which the device shows `code1`, with `code2` at t + 1; steps that are used do not count.
 * Undefined if there is none: wrong, equal, swapped or non-consecutive codes.
 */
export function findCodePair(
  seed: string,
  [code1, code2]: readonly [string, string],
  centre: number,
  window: StepWindow,
  isUsed: (step: number) => boolean,
): number | undefined {
  let shown = codeAt(seed, centre + window.from);
  for (let step = centre + window.from; step <= centre + window.to; step++) {
    const next = codeAt(seed, step + 1);
    if (shown === code1 && next === code2 && !isUsed(step)) return step;
    shown = next;
  }
  return undefined;
}
