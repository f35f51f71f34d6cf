import { isUtf8 } from "node:buffer";
import { refuse, type WireResponse } from "./response.ts";

/** AWS does not publish its limit. The largest valid input is far below this. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** The text of a request body, or the response that rejects it. */
export type BodyText = { readonly text: string } | { readonly refusal: WireResponse };

/** Decodes a body. It has at most 1 MiB (otherwise RequestEntityTooLarge) and is UTF-8 (otherwise MalformedInput). */
export function readBodyText(body: Uint8Array | string): BodyText {
  if (typeof body === "string") {
    if (Buffer.byteLength(body) > MAX_BODY_BYTES) return bodyTooLong();
    return body.isWellFormed() ? { text: body } : notUtf8();
  }
  if (body.byteLength > MAX_BODY_BYTES) return bodyTooLong();
  return isUtf8(body)
    ? { text: Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8") }
    : notUtf8();
}

/** Rejects a body that is too long, for callers that do not decode it. */
export function bodyTooLong(): BodyText {
  return { refusal: refuse("RequestEntityTooLarge", "The request is longer than 1 MiB.") };
}

function notUtf8(): BodyText {
  return { refusal: refuse("MalformedInput", "") };
}

/** Decodes a header value as UTF-8, in which SDKs sign it. Node and fetch return each byte as one character. */
export function headerText(value: string): string {
  if (!/[\u0080-\u00FF]/.test(value)) return value;
  const bytes = Buffer.from(value, "latin1");
  return isUtf8(bytes) ? bytes.toString("utf8") : value;
}
