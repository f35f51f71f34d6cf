import type { Plugin } from "graphql-yoga";
import { isLoopback } from "../../platform/loopback.ts";
import { refuse } from "../delivery/refuse.ts";

export interface AllowedHostsOptions {
  /** Names and addresses that requests may have as their Host, with any port. A loopback name allows all loopback names. */
  readonly hosts: readonly string[];
  /** Origins, in addition to the gateway's own, whose pages may call. */
  readonly origins: readonly string[];
}

/**
 * Rejects requests that pages of other origins make browsers send, both from their own origin and by a name that resolves to
 * the gateway's address (DNS rebinding).
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

/** Whether an origin is the gateway's own. Behind a TLS proxy, pages are at https, although the gateway is not. */
function isOwn(origin: string, host: string, name: string): boolean {
  return origin === `http://${host}` || (!isLoopback(name) && origin === `https://${host}`);
}

/** The name or address of a Host header; `undefined` if it is malformed. */
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
