import type { Plugin } from "graphql-yoga";
import { isLoopback } from "../../platform/loopback.ts";

/** What every answer says to browsers, unless it says something else itself. */
export const SECURITY_HEADERS = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  // No cache may keep what is known about an account's users.
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
};

const ONE_YEAR = "max-age=31536000";

/**
 * Sends them with every answer. `strict-transport-security` only behind what
 * encrypts (`x-forwarded-proto: https`) and off this machine, whose other servers it would take from their users.
 */
export function useSecurityHeaders(): Plugin {
  return {
    onResponse({ request, response: { headers } }) {
      for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
        if (!headers.has(name)) headers.set(name, value);
      }
      const isEncrypted = request.headers.get("x-forwarded-proto")?.toLowerCase() === "https";
      const host = URL.parse(request.url)?.hostname;
      if (isEncrypted && host !== undefined && !isLoopback(host)) headers.set("strict-transport-security", ONE_YEAR);
    },
  };
}
