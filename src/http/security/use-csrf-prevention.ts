import type { Plugin } from "graphql-yoga";
import { refuse } from "../delivery/refuse.ts";
import { mediaTypeOf } from "../request/headers/media-type.ts";

/** Content types that pages of other origins cannot send without a preflight, which `useCors` answers. */
const PREFLIGHTED_TYPES = [
  "application/json",
  "application/graphql",
  "application/graphql+json",
  "application/graphql-response+json",
];
/** Headers that pages of other origins can send only if CORS allows it. One of them is enough. */
export const PREFLIGHTED_HEADERS = ["graphql-require-preflight", "apollo-require-preflight", "x-requested-with"];

/**
 * Rejects requests that pages of other origins can send without a preflight: the POST of a form, and a GET such as for an image,
 * which browsers mark by `Sec-Fetch-Site` only. The page cannot read the response, but the operation would run.
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
