import type { FetchAPI, Plugin } from "graphql-yoga";
import { responseTypesOf } from "../response-type/response-types.ts";

interface Body {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Compressed, by encoding. */
  readonly compressed: Map<string, Promise<Uint8Array<ArrayBuffer>>>;
}

interface Whole extends Body {
  readonly init: { readonly status: number; readonly statusText: string; readonly headers: [string, string][] };
}

/**
 * The bodies of responses that several requests share. Each is serialized and compressed once, because hundreds of requests can
 * wait for one response of megabytes.
 */
export class SharedBodies {
  /** By the data of a result, then by content type. */
  readonly #responses = new WeakMap<object, Map<string, Promise<Whole>>>();
  readonly #bodies = new WeakMap<Response, Body>();

  /** Must come after the plugins that choose how results are serialized. */
  readonly plugin: Plugin = {
    onResultProcess: ({ request, result, resultProcessor, setResultProcessor }) => {
      if (!("data" in result) || !result.data || result.errors || !resultProcessor) return;
      const byType = this.#responses.get(result.data);
      const type = responseTypesOf(request).whole;
      if (!byType || type === undefined) return;
      setResultProcessor(async (result, fetchAPI, accepted) => {
        const whole = byType.get(type) ?? toWhole(resultProcessor(result, fetchAPI, accepted));
        byType.set(type, whole);
        return this.#responseOf(await whole, fetchAPI);
      }, type);
    },
  };

  /** Marks the data of a result that several requests are answered with. */
  share(data: object): void {
    if (!this.#responses.has(data)) this.#responses.set(data, new Map());
  }

  /** The compressed body of a response; undefined if it is not shared. Calls `compress` if no other request has done so. */
  compressed(
    response: Response,
    encoding: string,
    compress: (body: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>,
  ): Promise<Uint8Array<ArrayBuffer>> | undefined {
    const body = this.#bodies.get(response);
    if (body === undefined) return undefined;
    const compressed = body.compressed.get(encoding) ?? compress(body.bytes);
    body.compressed.set(encoding, compressed);
    return compressed;
  }

  #responseOf(whole: Whole, fetchAPI: FetchAPI): Response {
    const response = new fetchAPI.Response(whole.bytes, whole.init);
    this.#bodies.set(response, whole);
    return response;
  }
}

async function toWhole(made: Response | Promise<Response>): Promise<Whole> {
  const response = await made;
  const { status, statusText, headers } = response;
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { bytes, compressed: new Map(), init: { status, statusText, headers: [...headers] } };
}
