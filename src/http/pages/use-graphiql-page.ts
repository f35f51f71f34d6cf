import type { IncomingMessage } from "node:http";
import type { GraphiQLOptions, Plugin } from "graphql-yoga";
import type { Logger } from "../../platform/logger/logger.ts";
import { chooseEncoding } from "../delivery/encoding/choose-encoding.ts";
import { refuse } from "../delivery/refuse.ts";
import { prefersHtml } from "../delivery/response-type/prefers-html.ts";
import { buildSite, type Site, type SiteFile } from "./graphiql-site/site.ts";

/** Below the path of the page. */
const ASSETS = "/assets/";
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/** Whether a request seems to be for GraphiQL's page or assets, before it is parsed. */
export function isForGraphiql({ method = "", url = "", headers: { accept } }: IncomingMessage): boolean {
  if (!METHODS.has(method)) return false;
  return prefersHtml(accept ?? null) || url.split("?", 1)[0]?.includes(ASSETS) === true;
}

export interface GraphiqlPageOptions {
  /** The path of the page, such as `/graphql`; the assets are below it. */
  readonly endpoint: string;
  readonly options: GraphiQLOptions & { readonly title: string };
  readonly log: Logger;
  /** @default `buildSite` */
  readonly build?: typeof buildSite;
}

/** Scripts and workers come from the assets. Monaco writes style elements, and its style sheet has data URLs. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src data:",
  "worker-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const PAGE_HEADERS = { "cache-control": "no-cache", "content-security-policy": PAGE_POLICY };
/** The names of assets change with their content. */
const ASSET_HEADERS = { "cache-control": "public, max-age=31536000, immutable" };

type FetchApi = Pick<typeof globalThis, "Response">;

/**
 * Serves GraphiQL to browsers at `endpoint`: a page without account data, and its assets below `<endpoint>/assets/`. They are
 * built once, for the first request of one of them, and all responses share their bytes.
 */
export function useGraphiqlPage({ endpoint, options, log, build = buildSite }: GraphiqlPageOptions): Plugin {
  const folder = `${endpoint}${ASSETS}`;
  let building: Promise<Site> | undefined;
  const site = () => {
    building ??= build({ folder: folder.slice(1, -1), options }).catch((error: unknown) => {
      building = undefined;
      throw error;
    });
    return building;
  };
  return {
    async onRequest({ request, url, endResponse, fetchAPI }) {
      if (!METHODS.has(request.method)) return;
      const isPage = url.pathname === endpoint && prefersHtml(request.headers.get("accept"));
      if (!isPage && !url.pathname.startsWith(folder)) return;
      try {
        const { page, assets } = await site();
        const file = isPage ? page : assets.get(url.pathname.slice(folder.length));
        const answer = file
          ? respond(request, file, isPage ? PAGE_HEADERS : ASSET_HEADERS, fetchAPI)
          : refuse(404, "NOT_FOUND", `GraphiQL has no asset with this name: reload ${endpoint}.`);
        endResponse(await answer);
      } catch (error) {
        log.error({ err: error }, "GraphiQL could not be built");
        endResponse(refuse(503, "UNAVAILABLE", "GraphiQL is not available. See the gateway log."));
      }
    },
  };
}

async function respond(
  { method, headers }: Request,
  file: SiteFile,
  fileHeaders: Readonly<Record<string, string>>,
  { Response }: FetchApi,
): Promise<Response> {
  const encoding = chooseEncoding(headers.get("accept-encoding"));
  if (encoding === undefined) {
    const message = "Unsupported Accept-Encoding header: accept br, gzip or identity.";
    return refuse(406, "BAD_USER_INPUT", message);
  }
  const etag = `"${file.hash}-${encoding}"`;
  const common = { ...fileHeaders, etag, vary: "Accept, Accept-Encoding" };
  if (matches(headers.get("if-none-match"), etag)) return new Response(null, { status: 304, headers: common });
  const bytes = await file.bytes(encoding);
  // Yoga's Response sends these bytes. Node's own would copy them.
  return new Response(method === "HEAD" ? null : bytes, {
    headers: {
      ...common,
      "content-type": file.contentType,
      "content-length": String(bytes.byteLength),
      ...(encoding !== "identity" && { "content-encoding": encoding }),
    },
  });
}

/** Whether a list of entity tags has this one, by weak comparison (RFC 9110, section 13.1.2). */
function matches(list: string | null, etag: string): boolean {
  if (list === null) return false;
  return list.split(",").some((item) => ["*", etag, `W/${etag}`].includes(item.trim()));
}
