import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

export interface Listening {
  /** Such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Takes no further connections, lets what is under way finish (for 10 seconds at most), then resolves. */
  close(): Promise<void>;
}

const DRAIN_MS = 10_000;

/** Listens on `host` and `port` (0: any free one). Rejects with Node's own error, such as `EADDRINUSE`. */
export function listen(handler: RequestListener, host: string, port: number): Promise<Listening> {
  const server = createServer(handler);
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

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === "string") throw new Error("The server listens on no port");
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
