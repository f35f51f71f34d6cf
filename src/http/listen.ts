import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo, Socket } from "node:net";

export interface Listening {
  /** Such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Takes no further connections, lets what is under way finish (for 10 seconds at most), then resolves. */
  close(): Promise<void>;
}

const DRAIN_MS = 10_000;
const MOST_HEADER_BYTES = 16_384;
/** Of a request that was answered before its end, such as one that is too large: how long the rest is read, for the answer to get through. */
const LINGER_MS = 1000;

/**
 * How long a connection is kept that nothing comes on, in milliseconds. Load balancers keep theirs for 60 seconds; were it
 * ended here first, a request that is just under way on it would be lost, and answered 502.
 */
const KEPT_ALIVE_MS = 75_000;

export interface ListenOptions {
  /** How long a request may take to arrive, its headers 10 seconds at most, in milliseconds. @default 30000 */
  readonly requestTimeoutMs?: number;
}

/** Listens on `host` and `port` (0: any free one). Rejects with Node's own error, such as `EADDRINUSE`. */
export function listen(
  handler: RequestListener,
  host: string,
  port: number,
  { requestTimeoutMs = 30_000 }: ListenOptions = {},
): Promise<Listening> {
  const server = createServer(
    {
      // Node answers 431 to more.
      maxHeaderSize: MOST_HEADER_BYTES,
      // Node answers 408 to what takes longer, and looks for such connections at these intervals.
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: KEPT_ALIVE_MS,
      headersTimeout: Math.min(requestTimeoutMs, 10_000),
      connectionsCheckingInterval: Math.min(requestTimeoutMs, 1000),
    },
    handler,
  );
  server.on("request", (request, response) => response.once("finish", () => endUnlessComplete(request)));
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket.once("close", () => sockets.delete(socket))));
  let draining: Promise<void> | undefined;
  // A connection that is kept alive behind its last answer would hold up the end.
  server.on("request", (_request, response) => response.once("close", () => draining && server.closeIdleConnections()));
  const drain = () =>
    new Promise<void>((resolve) => {
      const limit = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
      // The only error there can be is that it does not listen any more.
      server.close(() => {
        clearTimeout(limit);
        resolve();
      });
      // Browsers open some beforehand. To Node these are not idle.
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve({
        url: urlOf(server.address()),
        close() {
          draining ??= drain();
          return draining;
        },
      });
    });
  });
}

/** Node would read, and throw away, what its sender goes on sending for as long as a request may take. */
function endUnlessComplete(request: IncomingMessage): void {
  if (request.complete) return;
  const end = () => request.complete || request.socket.destroy();
  setTimeout(end, LINGER_MS).unref();
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === "string") throw new Error("The server listens on no port");
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
