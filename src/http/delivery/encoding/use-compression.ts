import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import type { Plugin as EnvelopPlugin } from "@envelop/core";
import type { FetchAPI, Plugin, YogaInitialContext } from "graphql-yoga";
import { isMutation } from "../../request/operation.ts";
import { chooseEncoding, type Encoding } from "./choose-encoding.ts";
import { GzipEncoders } from "./gzip-encoders.ts";
import type { SharedBodies } from "./shared-bodies.ts";

/** In bytes. Responses up to this length are not compressed. */
const SHORT = 1024;
const TEXT = /^(?:application\/(?:[\w.-]+\+)?json|application\/javascript|text\/(?:html|css|plain|javascript))\b/;

/** gzip first, because Node's brotli encoders cannot be reused (`reset` loses their parameters). See `GzipEncoders`. */
const CHEAPEST_FIRST: readonly Encoding[] = ["gzip", "br", "identity"];

const brotliAsync = promisify<Uint8Array, object, Buffer<ArrayBuffer>>(brotliCompress);

type Compression = Exclude<Encoding, "identity">;
type Compress = Readonly<Record<Compression, (bytes: Uint8Array) => Promise<Buffer<ArrayBuffer>>>>;

/**
 * Compresses responses above 1 kB with gzip or brotli, as `accept-encoding` says. Responses in parts are not compressed, so that
 * each part arrives at once. Responses to mutations are not compressed because they can contain secrets, and the length of
 * compressed text reveals its content (BREACH). (Yoga's own plugin, useContentEncoding of @whatwg-node/server, ignores quality
 * values, has no lower bound, compresses streams and compressed bodies, and sends no `vary`.)
 */
export function useCompression(sharedBodies: SharedBodies): EnvelopPlugin<YogaInitialContext> & Plugin {
  const mutations = new WeakSet<Request>();
  const encoders = new GzipEncoders();
  const compress: Compress = { gzip: (bytes) => encoders.encode(bytes), br: compressWithBrotli };
  return {
    onExecute({ args }) {
      if (isMutation(args)) mutations.add(args.contextValue.request);
    },

    onResponse({ request, response, setResponse, fetchAPI }) {
      const { headers } = response;
      // Streams have no content-length.
      if (!(Number(headers.get("content-length")) > SHORT) || headers.has("content-encoding")) return undefined;
      if (mutations.has(request) || !TEXT.test(headers.get("content-type") ?? "")) return undefined;
      if (!/\baccept-encoding\b/i.test(headers.get("vary") ?? "")) headers.append("vary", "Accept-Encoding");
      // A client that excludes all encodings gets an uncompressed response, which is more useful than 406.
      const encoding = chooseEncoding(request.headers.get("accept-encoding"), CHEAPEST_FIRST) ?? "identity";
      return encoding === "identity" ? undefined : compressed(response, encoding, fetchAPI).then(setResponse);
    },
  };

  async function compressed(response: Response, encoding: Compression, fetchAPI: FetchAPI): Promise<Response> {
    const { headers, status, statusText } = response;
    const body = await (sharedBodies.compressed(response, encoding, compress[encoding]) ??
      compress[encoding](new Uint8Array(await response.arrayBuffer())));
    headers.set("content-encoding", encoding);
    headers.set("content-length", String(body.byteLength));
    // The entity tag becomes weak, because the bytes differ (RFC 9110, section 8.8.1).
    const tag = headers.get("etag");
    if (tag !== null && !tag.startsWith("W/")) headers.set("etag", `W/${tag}`);
    return new fetchAPI.Response(body, { status, statusText, headers });
  }
}

function compressWithBrotli(bytes: Uint8Array): Promise<Buffer<ArrayBuffer>> {
  return brotliAsync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 4,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
    },
  });
}
