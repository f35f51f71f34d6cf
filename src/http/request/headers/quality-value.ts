const QUALITY = /^(?:0?\.\d+|0\.?|1(?:\.0*)?)$/;

/** A quality value of an `accept` or `accept-encoding` header, from 0 to 1; undefined if it is not valid. */
export function readQuality(text: string): number | undefined {
  return QUALITY.test(text) ? Number(text) : undefined;
}
