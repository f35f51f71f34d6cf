import type { Plugin } from "graphql-yoga";

/**
 * Answers HEAD as GET, without the body. Must come before all plugins that read requests, and after those that change bodies.
 */
export function useHead(): Plugin {
  const heads = new WeakSet<Request>();
  return {
    onRequest({ request, setRequest, fetchAPI }) {
      if (request.method !== "HEAD") return;
      const { headers, signal } = request;
      const get = new fetchAPI.Request(request.url, { method: "GET", headers, signal });
      heads.add(get);
      setRequest(get);
    },

    onResponse({ request, response, setResponse, fetchAPI }) {
      if (!heads.has(request)) return undefined;
      const { headers, status, statusText } = response;
      setResponse(new fetchAPI.Response(null, { status, statusText, headers }));
      return headers.has("content-length") ? undefined : response.body?.getReader().cancel();
    },
  };
}
