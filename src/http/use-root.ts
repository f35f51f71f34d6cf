import type { Plugin } from "graphql-yoga";
import { refuse } from "./refuse.ts";
import { acceptsPages } from "./response-type/accept-header.ts";

/** Redirects browsers from `/` to GraphiQL. */
export function useRootRedirect(endpoint: string): Plugin {
  // Relative, so that a proxy may serve the gateway below a path of its own.
  const headers = { location: endpoint.slice(1), vary: "Accept" };
  return {
    onRequest({ request, url, endResponse }) {
      if (url.pathname !== "/" || !/^(?:GET|HEAD)$/.test(request.method)) return;
      if (acceptsPages(request.headers.get("accept"))) {
        endResponse(new Response(null, { status: 307, headers }));
      }
    },
  };
}

/** Answers 404 at `/` with the path of the endpoint. */
export function useRootNotFound(endpoint: string): Plugin {
  return {
    onRequest({ url, endResponse }) {
      if (url.pathname !== "/") return;
      endResponse(refuse(404, "NOT_FOUND", `Nothing is served at /. Send GraphQL requests to ${endpoint}.`));
    },
  };
}
