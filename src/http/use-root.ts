import type { Plugin } from "graphql-yoga";
import { accepts } from "./graphiql-site/choose-encoding.ts";
import { refuse } from "./refuse.ts";

/** At `/`, redirects browsers to GraphiQL and answers 404 with the endpoint's path to other clients. */
export function useRoot(endpoint: string): Plugin {
  return {
    onRequest({ request, url, endResponse }) {
      if (url.pathname !== "/") return;
      const isBrowser = /^(?:GET|HEAD)$/.test(request.method) && accepts(request.headers.get("accept"), "text/html");
      if (!isBrowser)
        return endResponse(refuse(404, "NOT_FOUND", `Nothing is served at /. GraphQL is at ${endpoint}.`));
      // Relative, so that a proxy may serve the gateway below a path of its own.
      const headers = { location: endpoint.slice(1), vary: "Accept" };
      endResponse(new Response(null, { status: 307, headers }));
    },
  };
}
