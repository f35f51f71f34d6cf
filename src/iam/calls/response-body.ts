import { Readable } from "node:stream";
import { HttpResponse } from "@smithy/core/protocols";

/** The HTTP response in what the SDK's middleware passes on; `undefined` if there is none. */
export function responseOf(answer: unknown): HttpResponse | undefined {
  if (typeof answer !== "object" || answer === null || !("response" in answer)) return undefined;
  return HttpResponse.isInstance(answer.response) ? answer.response : undefined;
}

/**
 * Reads the body of a response and leaves it there as bytes, for the SDK to read.
 * @returns `undefined` if the body is neither bytes nor a stream of Node's
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
