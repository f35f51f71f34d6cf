import type { Plugin } from "graphql-yoga";

/**
 * Answers 200 at `endpoint` as soon as there is a gateway. (Yoga's own plugin for this matches a pattern with the address
 * of every request, which takes longer than all else that is looked at before the body.)
 */
export function useReadiness(endpoint: string): Plugin {
  return {
    onRequest({ url, endResponse }) {
      if (url.pathname === endpoint) endResponse(new Response(null, { status: 200 }));
    },
  };
}
