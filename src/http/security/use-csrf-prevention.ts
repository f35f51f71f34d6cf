import type { Plugin } from "graphql-yoga";
import { refuse } from "../delivery/refuse.ts";
import { mediaTypeOf } from "../request/headers/media-type.ts";

/** None of these can a page of another origin send without asking first (a preflight, to which CORS is the answer). */
const PREFLIGHTED_TYPES = [
  "application/json",
  "application/graphql",
  "application/graphql+json",
  "application/graphql-response+json",
];
/** Headers that only a page which CORS allows can send. One of them is enough. */
export const PREFLIGHTED_HEADERS = ["graphql-require-preflight", "apollo-require-preflight", "x-requested-with"];

/**
 * Refuses what a page of another origin can send unasked: a form's POST, and a GET as for an image, of which browsers tell
 * by `Sec-Fetch-Site` alone. The page could not read the answer; but what was asked for would have been done.
 */
export function useCsrfPrevention(origins: readonly string[]): Plugin {
  return {
    onRequest({ request: { method, headers }, endResponse }) {
      if (PREFLIGHTED_HEADERS.some((name) => headers.get(name))) return;
      if (method === "POST" && !PREFLIGHTED_TYPES.includes(mediaTypeOf(headers))) {
        const message = "Unsupported content type: use application/json.";
        return endResponse(refuse(415, "BAD_USER_INPUT", message));
      }
      const isElsewhere = /^(?:cross|same)-site$/.test(headers.get("sec-fetch-site") ?? "");
      if (isElsewhere && !origins.includes(headers.get("origin") ?? "")) {
        const message = "Cross-origin requests are not allowed. Add the origin to IAMQL_CORS_ORIGINS.";
        endResponse(refuse(403, "FORBIDDEN", message));
      }
    },
  };
}
