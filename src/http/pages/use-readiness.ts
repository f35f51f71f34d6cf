import type { Plugin } from "graphql-yoga";

/**
 * Answers at `endpoint`: 200, or 503 once the process stops, so that load balancers send no more requests. (Yoga's own plugin
 * matches a pattern with the address of every request, which takes longer than all other checks before the body.)
 */
export function useReadiness(endpoint: string, isReady: () => boolean): Plugin {
  return {
    onRequest({ url, endResponse }) {
      if (url.pathname === endpoint) endResponse(new Response(null, { status: isReady() ? 200 : 503 }));
    },
  };
}
