import { once } from "node:events";
import { createServer } from "node:http";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import sirv from "sirv";
import { passOn } from "./pass-on.ts";

const dist = fileURLToPath(new URL("../dist", import.meta.url));

/** Allows only the page's own scripts, styles and requests, and images from its server or from memory. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const HEADERS = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** How long running requests may take when the server closes, in milliseconds. */
const DRAIN_MS = 10_000;

export interface ConsoleServer extends AsyncDisposable {
  /** The address, such as `http://127.0.0.1:4002/`. */
  readonly url: string;
}

/**
 * Serves the built page and, on the same origin, `/graphql`, on 127.0.0.1 only.
 * @param port the port, or 0 for any free port
 * @param gateway the gateway's endpoint
 * @throws NodeJS.ErrnoException if it cannot listen on the port
 */
export async function serveConsole(port: number, gateway: URL): Promise<ConsoleServer> {
  const files = sirv(dist, {
    etag: true,
    setHeaders: (response, path) => {
      for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
      // Vite names the files in assets/ by their content, so they never change.
      const isNamedByContent = path.startsWith("/assets/");
      response.setHeader("cache-control", isNamedByContent ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  const server = createServer((request, response) => {
    const [path] = (request.url ?? "").split("?");
    if (path === "/graphql" && request.method === "POST") return passOn(gateway, request, response);
    files(request, response, () => void response.writeHead(404, HEADERS).end());
  });
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket.once("close", () => sockets.delete(socket))));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const taken = typeof address === "object" && address ? address.port : port;
  return {
    url: `http://127.0.0.1:${taken}/`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      const limit = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
      server.close();
      // Browsers open connections in advance. Node does not count connections without any request as idle.
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
      await closed;
      clearTimeout(limit);
    },
  };
}
