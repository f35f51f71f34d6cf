/** What JSON has around a string: two quotes. */
const QUOTES = 2;
/** Of a date, such as `"2026-11-26T10:20:30.000Z"`. */
export const DATE_SIZE = 24 + QUOTES;
export const NULL_SIZE = 4;
/** Those of an object or list. */
export const BRACKETS = 2;

/**
 * The bytes that a scalar or enum value takes in JSON, as UTF-8. Escapes count as the characters that they encode; numbers as eight
 * bytes, which is close to what they have.
 */
export function jsonSizeOf(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value) + QUOTES;
  if (typeof value === "boolean") return value ? 4 : 5;
  if (typeof value === "number") return 8;
  if (value === null || value === undefined) return NULL_SIZE;
  if (value instanceof Date) return DATE_SIZE;
  return Buffer.byteLength(JSON.stringify(value) ?? "");
}

/** The same of what has ASCII only, where it is text: many times as fast. */
export function asciiSizeOf(value: unknown): number {
  return typeof value === "string" ? value.length + QUOTES : jsonSizeOf(value);
}

/** The bytes of a member's name in JSON, with its quotes and colon, and the comma after the member. */
export function keySizeOf(name: string): number {
  return name.length + QUOTES + 2;
}
