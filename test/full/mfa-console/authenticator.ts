import { decode } from "fast-png";
import jsqr from "jsqr";
import { totp } from "../../support/totp.ts";

/**
 * Reads the QR code in a screenshot, as an authenticator app does.
 * @returns the seed, as base32 text
 */
export function scanSeed(screenshot: Uint8Array): string {
  const { width, height, data, channels } = decode(screenshot);
  const rgba = Uint8ClampedArray.from({ length: width * height * 4 }, (_, index) => {
    const part = index % 4;
    return part === 3 ? 255 : Number(data[Math.floor(index / 4) * channels + part]);
  });
  const uri = URL.parse(jsqr.default(rgba, width, height)?.data ?? "");
  const seed = uri?.searchParams.get("secret");
  if (!seed) throw new Error("The screenshot does not contain an otpauth QR code.");
  return seed;
}

/** Two consecutive codes: the previous one and the current one. */
export function latestCodes(seed: string): [string, string] {
  const step = Math.floor(Date.now() / 30_000);
  return [totp(seed, step - 1), totp(seed, step)];
}
