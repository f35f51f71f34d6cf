import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ConnectionOptions, Connections } from "./connections.ts";

export interface Listening {
  /** Such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Whether `close` was called. */
  readonly isClosing: boolean;
  /** Whether more bytes of answers wait for clients than `maxUnsentBytes`. */
  readonly isOverfull: boolean;
  /**
   * Takes no further connections, answers requests under way and those that arrive on open connections, then resolves. What
   * takes longer than 10 seconds is cut off, except what `mustAnswer` names.
   */
  close(): Promise<void>;
}

const MOST_HEADER_BYTES = 16_384;
/** Of a request that was answered before its end, such as one that is too large: how long the rest is read, for the answer to get through. */
const LINGER_MS = 1000;

/**
 * How long a connection is kept that nothing comes on, in milliseconds. Load balancers keep theirs for 60 seconds; were it
 * ended here first, a request that is just under way on it would be lost, and answered 502.
 */
const KEPT_ALIVE_MS = 75_000;

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
    // Node answers 431 to more.
    maxHeaderSize: MOST_HEADER_BYTES,
    // Node answers 408 to what takes longer, and looks for such connections at these intervals.
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: KEPT_ALIVE_MS,
    headersTimeout: Math.min(requestTimeoutMs, 10_000),
    connectionsCheckingInterval: Math.min(requestTimeoutMs, 1000),
  });
  const connections = new Connections(server, handler, connectionOptions);
  // No closure for each request.
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
