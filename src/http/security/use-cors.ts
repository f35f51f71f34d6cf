import type { Plugin } from "graphql-yoga";
import { PREFLIGHTED_HEADERS } from "./use-csrf-prevention.ts";

export interface CorsOptions {
  /** Origins whose pages may call; they are compared exactly. */
  readonly origins: readonly string[];
  /** Request headers that these pages may send, in addition to those that the gateway uses. */
  readonly headers: readonly string[];
}

const REQUEST_HEADERS = [
  "authorization",
  "cache-control",
  "content-encoding",
  "content-type",
  "idempotency-key",
  "iamql-explain",
  "iamql-usage",
  "x-request-id",
  ...PREFLIGHTED_HEADERS,
];

const EXPOSED_HEADERS = "idempotency-replayed, retry-after, www-authenticate, x-request-id";

/**
 * Allows pages of these origins to call and to read responses, without credentials: a browser has none for the gateway, so a
 * page must send its own token. (Yoga's own plugin answers other origins with "null", which is the origin of every
 * sandboxed frame.)
 */
export function useCors({ origins, headers }: CorsOptions): Plugin {
  if (origins.length === 0) return {};
  const preflight = {
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": [...new Set([...REQUEST_HEADERS, ...headers])].toSorted().join(", "),
    "access-control-max-age": "600",
  };
  const corsHeadersFor = createCorsHeadersFor(origins);
  return {
    onRequest({ request, endResponse }) {
      const isPreflight = request.method === "OPTIONS" && request.headers.has("access-control-request-method");
      if (isPreflight && origins.includes(request.headers.get("origin") ?? "")) {
        endResponse(new Response(null, { status: 204, headers: preflight }));
      }
    },
    onResponse({ request, response }) {
      const { vary, ...others } = corsHeadersFor(request.headers.get("origin") ?? undefined);
      if (vary) response.headers.append("vary", vary);
      for (const [name, value] of Object.entries(others)) response.headers.set(name, value);
    },
  };
}

/** Creates a function that returns the headers with which a page of an origin can read a response. */
export function createCorsHeadersFor(
  origins: readonly string[],
): (origin: string | undefined) => Readonly<Record<string, string>> {
  if (origins.length === 0) return () => ({});
  return (origin): Readonly<Record<string, string>> => {
    if (origin === undefined || !origins.includes(origin)) return { vary: "Origin" };
    return { vary: "Origin", "access-control-allow-origin": origin, "access-control-expose-headers": EXPOSED_HEADERS };
  };
}
