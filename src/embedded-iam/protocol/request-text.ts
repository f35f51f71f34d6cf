import { isUtf8 } from "node:buffer";
import { refuse, type WireResponse } from "./response.ts";

/** AWS's own limit is not published; the largest input of these operations is far below this. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** A request's body, or AWS's refusal of one that no request may have. */
export type BodyText = { readonly text: string } | { readonly refusal: WireResponse };

/** Reads a body, as bytes or as text: it has at most 1 MiB (RequestEntityTooLarge) and is UTF-8 (MalformedInput). */
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

/** The refusal of a body that is too long, for whoever does not read it to its end. */
export function bodyTooLong(): BodyText {
  return { refusal: refuse("RequestEntityTooLarge", "The request is longer than 1 MiB.") };
}

function notUtf8(): BodyText {
  return { refusal: refuse("MalformedInput", "") };
}

/** Gives a header's value as it was meant: Node and fetch give each of its bytes as a character; signers sign UTF-8. */
export function headerText(value: string): string {
  if (!/[\u0080-\u00FF]/.test(value)) return value;
  const bytes = Buffer.from(value, "latin1");
  return isUtf8(bytes) ? bytes.toString("utf8") : value;
}
