import { isIPv4 } from "node:net";

/** Whether a host of a setting or a URL is a loopback name or address. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  return name === "localhost" || name === "::1" || name === "[::1]" || (isIPv4(name) && name.startsWith("127."));
}
