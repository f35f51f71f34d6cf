import { WebPageAnswer } from "../errors/unreachable.ts";
import type { Stack } from "./attempts.ts";
import { readBody, responseOf } from "./response-body.ts";

const WEB_PAGE = /^\uFEFF?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--(?:(?!-->)[\s\S])*-->\s*)*<(?:!doctype\s+html|html)\b/i;

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
      const body = await readBody(response);
      if (body !== undefined && WEB_PAGE.test(body.toString("utf8"))) throw new WebPageAnswer(response.statusCode);
      return answer;
    },
    { name: "refuseWebPages", relation: "after", toMiddleware: "deserializerMiddleware" },
  );
}
