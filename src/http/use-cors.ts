import type { Plugin } from "graphql-yoga";

const PREFLIGHT = {
  "access-control-allow-methods": "GET, POST",
  "access-control-allow-headers":
    "authorization, cache-control, content-type, idempotency-key, iamql-explain, iamql-ledger, x-request-id",
  "access-control-max-age": "600",
};

const READABLE = "retry-after, www-authenticate, x-request-id";

/**
 * Lets pages of these origins, to the letter, call and read answers; of no other. Never with credentials, for a browser
 * has none of ours: a page must hold a token of its own. (Yoga's own plugin answers other origins with "null", which is
 * the origin of every sandboxed frame.)
 */
export function useCors(origins: readonly string[]): Plugin {
  if (origins.length === 0) return {};
  return {
    onRequest({ request, endResponse }) {
      const isPreflight = request.method === "OPTIONS" && request.headers.has("access-control-request-method");
      if (isPreflight && isAllowed(request)) endResponse(new Response(null, { status: 204, headers: PREFLIGHT }));
    },
    onResponse({ request, response }) {
      response.headers.append("vary", "Origin");
      const origin = request.headers.get("origin");
      if (origin === null || !isAllowed(request)) return;
      response.headers.set("access-control-allow-origin", origin);
      response.headers.set("access-control-expose-headers", READABLE);
    },
  };

  function isAllowed({ headers }: Request): boolean {
    return origins.includes(headers.get("origin") ?? "");
  }
}
