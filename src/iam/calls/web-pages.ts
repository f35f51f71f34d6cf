import { WebPageError } from "../errors/index.ts";
import type { Stack } from "./attempts.ts";
import { readBody, responseOf } from "./response-body.ts";

const WEB_PAGE = /^\uFEFF?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--(?:(?!-->)[\s\S])*-->\s*)*<(?:!doctype\s+html|html)\b/i;

/**
 * Rejects responses to one command that are web pages. The SDK parses a well-formed page as a response without members, which
 * means success for most writes. The body decides, because some emulators send XML as `text/html`.
 */
export function rejectWebPages(stack: Stack): void {
  stack.addRelativeTo(
    (next) => async (attempt) => {
      const output = await next(attempt);
      const response = responseOf(output);
      if (response === undefined || /\bxml\b/i.test(response.headers["content-type"] ?? "")) return output;
      const body = await readBody(response);
      if (body !== undefined && WEB_PAGE.test(body.toString("utf8"))) throw new WebPageError(response.statusCode);
      return output;
    },
    { name: "rejectWebPages", relation: "after", toMiddleware: "deserializerMiddleware" },
  );
}
