/** The quotes of a JSON string. */
const QUOTES = 2;
/** A date as JSON, such as `"2026-11-26T10:20:30.000Z"`. */
export const DATE_SIZE = 24 + QUOTES;
export const NULL_SIZE = 4;
/** The brackets of an object or list. */
export const BRACKETS = 2;

/**
 * The size of a scalar or enum value as JSON, in bytes of UTF-8. Escaped characters count as the characters themselves, and
 * each number counts as eight bytes, which is close to its real size.
 */
export function jsonSizeOf(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value) + QUOTES;
  if (typeof value === "boolean") return value ? 4 : 5;
  if (typeof value === "number") return 8;
  if (value === null || value === undefined) return NULL_SIZE;
  if (value instanceof Date) return DATE_SIZE;
  return Buffer.byteLength(JSON.stringify(value) ?? "");
}

/** Like `jsonSizeOf`, but many times as fast for strings, which it takes for ASCII. */
export function asciiSizeOf(value: unknown): number {
  return typeof value === "string" ? value.length + QUOTES : jsonSizeOf(value);
}

/** The size of a member's name in JSON, with its quotes, its colon, and the comma after the member. */
export function keySizeOf(name: string): number {
  return name.length + QUOTES + 2;
}
