import { createHash } from "node:crypto";
import type { GraphiQLOptions, Plugin } from "graphql-yoga";

/** Its styles are made as it runs, its workers come from blobs, its fonts and images from itself. */
function policyFor(scriptHash: string): string {
  return [
    "default-src 'none'",
    `script-src '${scriptHash}'`,
    "style-src 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src data:",
    "worker-src blob:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Serves GraphiQL to browsers at `endpoint`: a page without data, whose one script is all that may run on it. */
export function useGraphiqlPage(endpoint: string, options: GraphiQLOptions): Plugin {
  let policy: string | undefined;
  return {
    async onRequest({ request, url, endResponse }) {
      const isForPeople = request.method === "GET" && request.headers.get("accept")?.includes("text/html");
      if (!isForPeople || url.pathname !== endpoint) return;
      // Loaded when it is first asked for: the page and its scripts take some 60 MiB.
      const { renderGraphiQL } = await import("@graphql-yoga/render-graphiql");
      const page = renderGraphiQL(options);
      policy ??= policyFor(hashOfScript(page));
      const headers = { "content-type": "text/html", "content-security-policy": policy };
      endResponse(new Response(page, { headers }));
    },
  };
}

function hashOfScript(page: string): string {
  const script = page.slice(page.indexOf("<script>") + "<script>".length, page.lastIndexOf("</script>"));
  return `sha256-${createHash("sha256").update(script).digest("base64")}`;
}
