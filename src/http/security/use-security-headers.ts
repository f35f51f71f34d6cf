import type { Plugin } from "graphql-yoga";
import { isLoopback } from "../../platform/loopback.ts";

/** The headers of every response that does not set them itself. */
export const SECURITY_HEADERS = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  // Caches must not store data of the account.
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
};

const ONE_YEAR = "max-age=31536000";

/**
 * Adds the security headers to every response. `strict-transport-security` is sent only behind a TLS proxy
 * (`x-forwarded-proto: https`), and not on loopback names, where it would also apply to other servers of the machine.
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
