import { Readable } from "node:stream";
import { HttpResponse } from "@smithy/core/protocols";
import type { Stack } from "./attempts.ts";
import { WebPageAnswer } from "./unreachable.ts";

const WEB_PAGE = /^\uFEFF?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html)\b/i;

/**
 * Refuses answers of one command that are web pages. The SDK parses a well-formed page as an answer without members, which
 * for most writes means success. The body decides: some emulators send XML as `text/html`.
 */
export function refuseWebPages(stack: Stack): void {
  stack.addRelativeTo(
    (next) => async (attempt) => {
      const answer = await next(attempt);
      const response = responseOf(answer);
      if (response === undefined || /\bxml\b/i.test(response.headers["content-type"] ?? "")) return answer;
      const body = await bytesOf(response.body);
      if (body === undefined) return answer;
      if (WEB_PAGE.test(Buffer.from(body).toString("utf8"))) throw new WebPageAnswer(response.statusCode);
      response.body = body;
      return answer;
    },
    { name: "refuseWebPages", relation: "after", toMiddleware: "deserializerMiddleware" },
  );
}

function responseOf(answer: unknown): HttpResponse | undefined {
  if (typeof answer !== "object" || answer === null || !("response" in answer)) return undefined;
  return HttpResponse.isInstance(answer.response) ? answer.response : undefined;
}

async function bytesOf(body: unknown): Promise<Uint8Array | undefined> {
  if (body instanceof Uint8Array) return body;
  if (!(body instanceof Readable)) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
