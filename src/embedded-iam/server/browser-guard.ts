import type { IncomingMessage } from "node:http";

const localHosts: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Returns the reason to reject a request that a web page may have sent, or undefined if it is allowed. A page can reach
 * the port with a form or an image, or through a host name of its own that resolves to 127.0.0.1 (DNS rebinding); the
 * Host header then shows that name. AWS's clients send none of the headers that browsers add.
 */
export function reasonToRefuse(headers: IncomingMessage["headers"]): string | undefined {
  const host = (headers.host ?? "").toLowerCase().replace(/:\d+$/, "");
  if (!localHosts.has(host)) return "Host not allowed: use localhost, 127.0.0.1 or [::1].";
  const site = headers["sec-fetch-site"];
  if (headers.origin !== undefined || (site !== undefined && site !== "none")) {
    return "Requests from web pages are not allowed.";
  }
  return undefined;
}
