import type { Plugin } from "graphql-yoga";
import { isLoopback } from "../../platform/loopback.ts";
import { refuse } from "../delivery/refuse.ts";

export interface AllowedHostsOptions {
  /** The names and addresses that requests may give as their Host, at any port. One of this machine's own allows all of them. */
  readonly hosts: readonly string[];
  /** Origins whose pages may call, besides the gateway's own. */
  readonly origins: readonly string[];
}

/**
 * Lets through nothing that a page from elsewhere can make a browser send: neither from its own origin nor, having let its
 * name resolve to our address (DNS rebinding), as if it were ours.
 */
export function useAllowedHosts({ hosts, origins }: AllowedHostsOptions): Plugin {
  const names = hosts.map((name) => withoutBrackets(name.toLowerCase()));
  const allowsLoopback = names.some(isLoopback);
  const isAllowed = (name: string) => names.includes(name) || (allowsLoopback && isLoopback(name));
  return {
    onRequest({ request, endResponse }) {
      const host = (request.headers.get("host") ?? hostOf(request.url)).toLowerCase();
      const name = nameOf(host);
      if (name === undefined || !isAllowed(name)) {
        const message = "Host not allowed. Add it to IAMQL_ALLOWED_HOSTS.";
        return endResponse(refuse(403, "FORBIDDEN", message));
      }
      const origin = request.headers.get("origin");
      if (origin === null || origins.includes(origin) || isOwn(origin.toLowerCase(), host, name)) return;
      const message = "Cross-origin requests are not allowed. Add the origin to IAMQL_CORS_ORIGINS.";
      return endResponse(refuse(403, "FORBIDDEN", message));
    },
  };
}

/** Off this machine, what encrypts stands in front: the page is at https, though the gateway is not. */
function isOwn(origin: string, host: string, name: string): boolean {
  return origin === `http://${host}` || (!isLoopback(name) && origin === `https://${host}`);
}

/** The name or address of a Host header; `undefined` where it is none. */
function nameOf(host: string): string | undefined {
  const [, name] = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/.exec(host) ?? [];
  return name && withoutBrackets(name);
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? "";
}

function withoutBrackets(name: string): string {
  return name.startsWith("[") && name.endsWith("]") ? name.slice(1, -1) : name;
}
