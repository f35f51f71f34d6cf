import type { Plugin } from "graphql-yoga";
import { refuse } from "../delivery/refuse.ts";
import { prefersHtml } from "../delivery/response-type/prefers-html.ts";

/** Redirects browsers from `/` to GraphiQL. */
export function useRootRedirect(endpoint: string): Plugin {
  // Relative, so that a proxy can serve the gateway below another path.
  const headers = { location: endpoint.slice(1), vary: "Accept" };
  return {
    onRequest({ request, url, endResponse }) {
      if (url.pathname !== "/" || !/^(?:GET|HEAD)$/.test(request.method)) return;
      if (prefersHtml(request.headers.get("accept"))) {
        endResponse(new Response(null, { status: 307, headers }));
      }
    },
  };
}

/** Answers 404 at all paths except the endpoint. */
export function useUnknownPaths(endpoint: string): Plugin {
  const served = withoutSlashes(endpoint);
  return {
    onRequest({ url, endResponse }) {
      if (url.pathname === endpoint || withoutSlashes(url.pathname) === served) return;
      endResponse(refuse(404, "NOT_FOUND", `Nothing is served at this path. Send GraphQL requests to ${endpoint}.`));
    },
  };
}

/** Yoga ignores slashes at the start and end of paths. */
function withoutSlashes(path: string): string {
  return path.split("/").filter(Boolean).join("/");
}
