import { Readable } from "node:stream";
import { HttpResponse } from "@smithy/core/protocols";

/** The HTTP response in the output that the SDK's middleware passes on; `undefined` if there is none. */
export function responseOf(output: unknown): HttpResponse | undefined {
  if (typeof output !== "object" || output === null || !("response" in output)) return undefined;
  return HttpResponse.isInstance(output.response) ? output.response : undefined;
}

/**
 * Reads the body of a response and puts it back as bytes, so that the SDK can still read it.
 * @returns `undefined` if the body is neither bytes nor a Node stream
 */
export async function readBody(response: HttpResponse): Promise<Buffer | undefined> {
  const bytes = await bytesOf(response.body);
  if (bytes !== undefined) response.body = bytes;
  return bytes;
}

async function bytesOf(body: unknown): Promise<Buffer | undefined> {
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return body instanceof Readable ? Buffer.concat(await body.toArray()) : undefined;
}
