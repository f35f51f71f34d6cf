import type { RequestListener } from "node:http";
import { SECURITY_HEADERS } from "./use-security-headers.ts";

/**
 * Refuses a request whose Host and target make no URL (RFC 9112, section 3.2): the listener behind would answer it with a
 * stack trace. A target in absolute form, as clients send it that think of a proxy, has to be of the Host, and goes on without it.
 */
export function wellFormedOnly(listener: RequestListener): RequestListener {
  return (request, response) => {
    const { headers } = request;
    const url = originForm(request.url ?? "", headers.host ?? "");
    request.url = url;
    if (url.startsWith("/") && URL.canParse(`http://${headers.host || "localhost"}${url}`)) {
      return listener(request, response);
    }
    const message = "The request's Host, or what it asks for, is no part of a URL.";
    response
      .writeHead(400, { ...SECURITY_HEADERS, "content-type": "application/json; charset=utf-8" })
      .end(JSON.stringify({ errors: [{ message, extensions: { code: "BAD_USER_INPUT" } }] }));
  };
}

function originForm(target: string, host: string): string {
  const [, authority, rest = ""] = /^https?:\/\/([^/?#]*)(.*)$/is.exec(target) ?? [];
  if (authority?.toLowerCase() !== host.toLowerCase()) return target;
  return rest.startsWith("/") ? rest : `/${rest}`;
}
