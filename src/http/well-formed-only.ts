import type { RequestListener } from "node:http";
import { SECURITY_HEADERS } from "./use-security-headers.ts";

/**
 * Refuses a request whose Host and target make no URL (RFC 9112, section 3.2): the listener behind would answer it with a
 * stack trace.
 */
export function wellFormedOnly(listener: RequestListener): RequestListener {
  return (request, response) => {
    const { headers, url = "" } = request;
    if (url.startsWith("/") && URL.canParse(`http://${headers.host || "localhost"}${url}`)) {
      return listener(request, response);
    }
    const message = "The request's Host, or what it asks for, is no part of a URL.";
    response
      .writeHead(400, { ...SECURITY_HEADERS, "content-type": "application/json; charset=utf-8" })
      .end(JSON.stringify({ errors: [{ message, extensions: { code: "BAD_USER_INPUT" } }] }));
  };
}
