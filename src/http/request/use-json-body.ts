import type { Plugin } from "graphql-yoga";
import { parseJson } from "../../platform/json.ts";
import type { Limits } from "../limits/limits.ts";
import { badRequest } from "../limits/refusal.ts";
import { ACCEPTED_ENCODINGS, decodeBody, EncodedBodyError, isSupportedEncoding } from "./decode-body.ts";
import { mediaTypeOf } from "./headers/media-type.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });
const JSON_TYPES: ReadonlySet<string> = new Set(["application/json", "application/graphql+json"]);

/**
 * Reads JSON bodies with one operation, and rejects all others. (Any web page can make a browser send forms and multipart
 * bodies to any server.) A body is read up to the limit only, even if it comes in chunks without a length or is compressed.
 */
export function useJsonBody({ maxBodyBytes }: Pick<Limits, "maxBodyBytes">): Plugin {
  return {
    onRequestParse({ request, setRequestParser }) {
      if (request.method !== "POST") return;
      if (!JSON_TYPES.has(mediaTypeOf(request.headers))) {
        throw badRequest("Unsupported content type: use application/json.", "415");
      }
      setRequestParser(async (request) => {
        const body = parseJson(await readText(request, maxBodyBytes));
        if (body === undefined) throw badRequest("The body is not valid: expected JSON.");
        if (Array.isArray(body)) {
          throw badRequest("Batched requests are not supported: send one operation.");
        }
        if (typeof body !== "object" || body === null) {
          throw badRequest('The body is not valid: expected a JSON object with "query".');
        }
        return body;
      });
    },
  };
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  const encoding = request.headers.get("content-encoding");
  if (!isSupportedEncoding(encoding)) {
    const message = `Unsupported content encoding: use one of ${ACCEPTED_ENCODINGS}, or none.`;
    throw badRequest(message, "415", { "accept-encoding": ACCEPTED_ENCODINGS });
  }
  const length = request.headers.get("content-length");
  if (length !== null && !/^\d+$/.test(length)) throw badRequest("Invalid Content-Length header.");
  if (Number(length) > maxBytes) throw tooLarge(`has ${length} bytes`, maxBytes);
  const bytes = length === null ? await readChunks(request, maxBytes) : new Uint8Array(await request.arrayBuffer());
  // Node cuts a body at its content-length; a request of this process can have more.
  if (bytes.byteLength > maxBytes) throw tooLarge("is too large", maxBytes);
  const decoded = await decodeBody(bytes, encoding, maxBytes).catch((error: unknown) => {
    if (!(error instanceof EncodedBodyError)) throw error;
    if (error.reason === "too-large") throw tooLarge("is larger once it is decompressed", maxBytes);
    throw badRequest(`The body is not valid: expected content-encoding ${encoding}.`);
  });
  try {
    return utf8.decode(decoded);
  } catch {
    throw badRequest("The body is not valid: expected UTF-8 text.");
  }
}

/** Reads a body without a known length, up to `maxBytes`. */
async function readChunks(request: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // The reader is neither cancelled nor released: Node would close the connection before the response is sent.
  const reader = request.body?.getReader();
  for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
    size += read.value.byteLength;
    if (size > maxBytes) throw tooLarge("is too large", maxBytes);
    chunks.push(read.value);
  }
  return Buffer.concat(chunks);
}

function tooLarge(what: string, maxBytes: number) {
  return badRequest(`The body ${what}; the limit is ${maxBytes} bytes.`, "413", { connection: "close" });
}
