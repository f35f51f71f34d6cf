import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

export interface Listening {
  /** Such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Takes no further connections, lets what is under way finish, then resolves. */
  close(): Promise<void>;
}

/** Listens on `host` and `port` (0: any free one). Rejects with Node's own error, such as `EADDRINUSE`. */
export function listen(handler: RequestListener, host: string, port: number): Promise<Listening> {
  const server = createServer(handler);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve({ url: urlOf(server.address()), close: () => drain() });
    });
  });

  function drain(): Promise<void> {
    return new Promise((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve()));
      server.closeIdleConnections();
    });
  }
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === "string") throw new Error("The server listens on no port");
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
