import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ConnectionOptions, Connections } from "./connections.ts";

export interface Listening {
  /** Such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Whether `close` was called. */
  readonly isClosing: boolean;
  /** Whether more bytes wait for clients than `maxUnsentBytes`. */
  readonly isOverfull: boolean;
  /**
   * Accepts no further connections, answers running requests and those that arrive on open connections, then resolves. After 10
   * seconds it closes all connections, except those with a request that `mustAnswer` names.
   */
  close(): Promise<void>;
}

const MAX_HEADER_BYTES = 16_384;
/**
 * How long the rest of a request is read that was answered before its end, such as one that is too large. Without this, the client
 * would not receive the response.
 */
const LINGER_MS = 1000;

/**
 * How long an unused connection is kept, in milliseconds. Longer than the 60 seconds of load balancers: if the server closed it
 * first, a request on the wire would be lost, and answered with 502.
 */
const KEEP_ALIVE_MS = 75_000;

export interface ListenOptions extends ConnectionOptions {
  /** How long a request may take to arrive, its headers 10 seconds at most, in milliseconds. @default 30000 */
  readonly requestTimeoutMs?: number;
}

/** Listens on `host` and `port` (0: any free one). Rejects with Node's own error, such as `EADDRINUSE`. */
export function listen(
  handler: RequestListener,
  host: string,
  port: number,
  { requestTimeoutMs = 30_000, ...connectionOptions }: ListenOptions = {},
): Promise<Listening> {
  const server = createServer({
    // Node answers 431 above it.
    maxHeaderSize: MAX_HEADER_BYTES,
    // Node answers 408 to slower requests, which it looks for at the interval below.
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: Math.min(requestTimeoutMs, 10_000),
    connectionsCheckingInterval: Math.min(requestTimeoutMs, 1000),
  });
  const connections = new Connections(server, handler, connectionOptions);
  // A shared function, because a closure for each request costs memory.
  server.on("request", (_request, response) => response.on("finish", onFinish));
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve({
        url: urlOf(server.address()),
        get isClosing() {
          return connections.isDraining;
        },
        get isOverfull() {
          return connections.isOverfull;
        },
        close: () => connections.drain(),
      });
    });
  });
}

function onFinish(this: ServerResponse): void {
  endUnlessComplete(this.req);
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
