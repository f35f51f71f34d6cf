import type { IncomingHttpHeaders } from "node:http";

const localHosts: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Tells why a request must not be answered, or undefined if it may. A web page must never reach this service, and it
 * might try: by a form or an image aimed at the port, or by a host name of its own that it lets resolve to 127.0.0.1
 * (DNS rebinding), in which case the Host header gives it away. AWS's clients send none of the browser's headers.
 */
export function reasonToRefuse(headers: IncomingHttpHeaders): string | undefined {
  const host = (headers.host ?? "").toLowerCase().replace(/:\d+$/, "");
  if (!localHosts.has(host)) return "This service answers on localhost only.";
  const site = headers["sec-fetch-site"];
  if (headers.origin !== undefined || (site !== undefined && site !== "none")) {
    return "This service does not answer web pages.";
  }
  return undefined;
}
