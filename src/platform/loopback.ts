import { isIPv4 } from "node:net";

/** Whether a host name or address, as settings and URLs have them, is this machine's own. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  return name === "localhost" || name === "::1" || name === "[::1]" || (isIPv4(name) && name.startsWith("127."));
}
