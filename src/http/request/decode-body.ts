import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";

type Decoder = (body: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Uint8Array>;

/** What bodies of requests may be compressed with, by `content-encoding`. */
const decoders: Readonly<Record<string, Decoder>> = {
  gzip: promisify(gunzip),
  "x-gzip": promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** For `accept-encoding` of an answer to a request whose encoding is not served (RFC 9110, section 15.5.16). */
export const ACCEPTED_ENCODINGS = "gzip, deflate, br";

/** What is wrong with a compressed body. */
export class EncodedBodyError extends Error {
  override readonly name = "EncodedBodyError";
  readonly reason: "too-large" | "damaged";

  constructor(reason: "too-large" | "damaged", cause: unknown) {
    super(`the compressed body is ${reason}`, { cause });
    this.reason = reason;
  }
}

/** Whether bodies with this `content-encoding` are served; null, and identity, mean that they are not compressed. */
export function isServedEncoding(encoding: string | null): boolean {
  return isIdentity(encoding) || Object.hasOwn(decoders, nameOf(encoding));
}

/**
 * The bytes of a body, decompressed no further than `most` bytes.
 * @throws EncodedBodyError if it has more, or is not of its encoding
 */
export async function decodeBody(body: Uint8Array, encoding: string | null, most: number): Promise<Uint8Array> {
  const decode = isIdentity(encoding) ? undefined : decoders[nameOf(encoding)];
  if (decode === undefined) return body;
  try {
    return await decode(body, { maxOutputLength: most });
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
