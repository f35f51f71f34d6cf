import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin as EnvelopPlugin } from "@envelop/core";
import { getOperationAST, OperationTypeNode } from "graphql";
import type { FetchAPI, Plugin, YogaInitialContext } from "graphql-yoga";
import { chooseEncoding, type Encoding } from "./choose-encoding.ts";
import type { SharedBodies } from "./shared-bodies.ts";

/** In bytes: what is not longer is sent as it is. */
const SHORT = 1024;
const TEXT = /^(?:application\/(?:[\w.-]+\+)?json|application\/javascript|text\/(?:html|css|plain|javascript))\b/;

const gzipAsync = promisify<Uint8Array, object, Buffer<ArrayBuffer>>(gzip);
const brotliAsync = promisify<Uint8Array, object, Buffer<ArrayBuffer>>(brotliCompress);

type Compression = Exclude<Encoding, "identity">;

const compress: Readonly<Record<Compression, (body: Uint8Array) => Promise<Buffer<ArrayBuffer>>>> = {
  gzip: (body) => gzipAsync(body, { level: 4 }),
  br: (body) =>
    brotliAsync(body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 4,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.byteLength,
      },
    }),
};

/**
 * Compresses answers above 1 kB with gzip or brotli, as `accept-encoding` says. Not compressed: answers in parts, which are
 * sent part by part, and answers to mutations, which may have secrets: the length of compressed text tells of its content
 * (BREACH). (Yoga's own plugin, useContentEncoding of @whatwg-node/server, reads no quality values and no spaces, has no lower
 * bound, compresses streams and what is compressed already, and sends no `vary`.)
 */
export function useCompression(sharedBodies: SharedBodies): EnvelopPlugin<YogaInitialContext> & Plugin {
  const mutations = new WeakSet<Request>();
  return {
    onExecute({ args: { document, operationName, contextValue } }) {
      const operation = getOperationAST(document, operationName)?.operation;
      if (operation === OperationTypeNode.MUTATION) mutations.add(contextValue.request);
    },

    onResponse({ request, response, setResponse, fetchAPI }) {
      const { headers } = response;
      // Streams have no length.
      if (!(Number(headers.get("content-length")) > SHORT) || headers.has("content-encoding")) return undefined;
      if (mutations.has(request) || !TEXT.test(headers.get("content-type") ?? "")) return undefined;
      headers.append("vary", "Accept-Encoding");
      // A client that excludes all encodings gets the answer as it is: an answer is of more use than 406.
      const encoding = chooseEncoding(request.headers.get("accept-encoding")) ?? "identity";
      return encoding === "identity" ? undefined : compressed(response, encoding, fetchAPI).then(setResponse);
    },
  };

  async function compressed(response: Response, encoding: Compression, fetchAPI: FetchAPI): Promise<Response> {
    const { headers, status, statusText } = response;
    const body = await (sharedBodies.compressed(response, encoding, compress[encoding]) ??
      compress[encoding](new Uint8Array(await response.arrayBuffer())));
    headers.set("content-encoding", encoding);
    headers.set("content-length", String(body.byteLength));
    // Other bytes of the same meaning (RFC 9110, section 8.8.1).
    const tag = headers.get("etag");
    if (tag !== null && !tag.startsWith("W/")) headers.set("etag", `W/${tag}`);
    return new fetchAPI.Response(body, { status, statusText, headers });
  }
}
