import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";

type Decoder = (body: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Uint8Array>;

/** Decoders of request bodies by `content-encoding`. */
const decoders: Readonly<Record<string, Decoder>> = {
  gzip: promisify(gunzip),
  "x-gzip": promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** Value of `accept-encoding` in the response to an unsupported encoding (RFC 9110, section 15.5.16). */
export const ACCEPTED_ENCODINGS = "gzip, deflate, br";

/** A compressed body that is too large or damaged. */
export class EncodedBodyError extends Error {
  override readonly name = "EncodedBodyError";
  readonly reason: "too-large" | "damaged";

  constructor(reason: "too-large" | "damaged", cause: unknown) {
    super(`the compressed body is ${reason}`, { cause });
    this.reason = reason;
  }
}

/** Whether bodies with this `content-encoding` are supported. Null and identity mean no compression. */
export function isSupportedEncoding(encoding: string | null): boolean {
  return isIdentity(encoding) || Object.hasOwn(decoders, nameOf(encoding));
}

/**
 * The decompressed bytes of a body. Decompression stops at `maxBytes`.
 * @throws EncodedBodyError if the body is larger, or does not have its encoding
 */
export async function decodeBody(body: Uint8Array, encoding: string | null, maxBytes: number): Promise<Uint8Array> {
  const decode = isIdentity(encoding) ? undefined : decoders[nameOf(encoding)];
  if (decode === undefined) return body;
  try {
    return await decode(body, { maxOutputLength: maxBytes });
  } catch (error) {
    const isTooLarge = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    throw new EncodedBodyError(isTooLarge ? "too-large" : "damaged", error);
  }
}

function isIdentity(encoding: string | null): boolean {
  return encoding === null || nameOf(encoding) === "identity";
}

function nameOf(encoding: string | null): string {
  return (encoding ?? "").trim().toLowerCase();
}
