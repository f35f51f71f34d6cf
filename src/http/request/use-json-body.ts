import type { Plugin } from "graphql-yoga";
import { parseJson } from "../../platform/json.ts";
import type { Limits } from "../limits/limits.ts";
import { badRequest } from "../limits/refusal.ts";
import { ACCEPTED_ENCODINGS, decodeBody, EncodedBodyError, isServedEncoding } from "./decode-body.ts";
import { mediaTypeOf } from "./headers/media-type.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });
const JSON_TYPES: ReadonlySet<string> = new Set(["application/json", "application/graphql+json"]);

/**
 * Bodies are JSON, one operation each, and no larger than they may be: forms and multipart bodies are what any page can
 * make a browser send anywhere. A body that is too large is read no further than the limit, also where it came in
 * chunks and its length was not known, or is compressed.
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

async function readText(request: Request, most: number): Promise<string> {
  const encoding = request.headers.get("content-encoding");
  if (!isServedEncoding(encoding)) {
    const message = `Unsupported content-encoding: expected one of ${ACCEPTED_ENCODINGS}, or none.`;
    throw badRequest(message, "415", { "accept-encoding": ACCEPTED_ENCODINGS });
  }
  const length = request.headers.get("content-length");
  if (length !== null && !/^\d+$/.test(length))
    throw badRequest("The header content-length is not valid: expected a number of bytes.");
  if (Number(length) > most) throw tooLarge(`has ${length} bytes`, most);
  const bytes = length === null ? await readChunks(request, most) : new Uint8Array(await request.arrayBuffer());
  // Over HTTP none has more than it said.
  if (bytes.byteLength > most) throw tooLarge("goes on", most);
  const decoded = await decodeBody(bytes, encoding, most).catch((error: unknown) => {
    if (!(error instanceof EncodedBodyError)) throw error;
    if (error.reason === "too-large") throw tooLarge("is larger once it is decompressed", most);
    throw badRequest(`The body is not valid: expected content-encoding ${encoding}.`);
  });
  try {
    return utf8.decode(decoded);
  } catch {
    throw badRequest("The body is not valid: expected UTF-8 text.");
  }
}

/** Of a body whose length is not known, as long as it has no more than `most` bytes. */
async function readChunks(request: Request, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Neither cancelled nor released when it is too large: Node would close the connection before the answer is out.
  const reader = request.body?.getReader();
  for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
    size += read.value.byteLength;
    if (size > most) throw tooLarge("goes on", most);
    chunks.push(read.value);
  }
  return Buffer.concat(chunks);
}

function tooLarge(what: string, most: number) {
  return badRequest(`The body ${what}: expected at most ${most} bytes.`, "413", { connection: "close" });
}
