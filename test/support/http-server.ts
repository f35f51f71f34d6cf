import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo, Server } from "node:net";

/** A request that a server has received. */
export interface AskedOf {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Responder = (asked: AskedOf, response: ServerResponse) => void;

/** A server on a free loopback port with the test's responses. It records all requests. */
export async function startHttpServer(respond: Responder) {
  const requests: AskedOf[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const asked = { headers: request.headers, body: Buffer.concat(chunks).toString("utf8") };
    requests.push(asked);
    respond(asked, response);
  });
  const { port, ...disposable } = await listenOnLoopback(server);
  return { url: `http://127.0.0.1:${port}/graphql`, requests, ...disposable };
}

/** Lets a server listen on a free loopback port. Its disposal closes all connections and resolves when the server has closed. */
export async function listenOnLoopback(server: Server & { closeAllConnections(): void }) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** A loopback port without a listener. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Answers with JSON. */
export function answerJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
