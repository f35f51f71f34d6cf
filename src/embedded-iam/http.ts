import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { controlPath, refuseControl } from "./control/control-endpoint.ts";
import { type Answerer, refuse, type WireResponse } from "./protocol/answer.ts";
import { reasonToRefuse } from "./protocol/http-guards.ts";

/** AWS's own limit is not published; the largest input of these operations is far below this. */
const longestBody = 1024 * 1024;

/** How long requests under way may take to end when the service closes. */
const drainMs = 10_000;

export interface Listener {
  /** E.g. `http://127.0.0.1:4001`. */
  readonly url: string;
  /** Stops listening and resolves when the requests under way are answered, or after 10 seconds. */
  close(): Promise<void>;
}

/** Who answers what comes in over HTTP: IAM's wire and, unless it is off, the control endpoint. Either may reject. */
export interface Answerers {
  readonly wire: Answerer;
  readonly control?: Answerer | undefined;
}

/** A port that is taken, and answers nothing yet: requests wait until `serve` says who answers them. */
export interface TakenPort extends Listener {
  serve(answerers: Answerers): void;
}

/** Takes a port of 127.0.0.1 for the wire over HTTP; port 0 is any free one. Rejects if the port cannot be had. */
export async function takeLoopbackPort(port: number): Promise<TakenPort> {
  const answerer = Promise.withResolvers<Answerers>();
  // A request without Host is refused with all others that name no local host, in XML.
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    // While closing, a connection ends with the answer under way; it would else stay open for a next request.
    response.once("close", () => {
      if (!server.listening) server.closeIdleConnections();
    });
    answerer.promise
      .then((answer) => serve(request, answer))
      .then(
        (answered) => send(response, answered),
        // Whoever broke off the request hears nothing, nor does whom the weather cuts off.
        () => response.destroy(),
      );
  });
  // What is not HTTP, or not for this server, gets XML too.
  server.on("clientError", (_error, socket) => refuseSocket(socket));
  server.on("connect", (_request, socket) => refuseSocket(socket));
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    serve: answerer.resolve,
    close: () =>
      new Promise((resolve) => {
        // A client that never ends its request would hold the database up.
        const limit = setTimeout(() => server.closeAllConnections(), drainMs);
        server.close(() => {
          clearTimeout(limit);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

async function serve(request: IncomingMessage, { wire, control }: Answerers): Promise<WireResponse> {
  const [target = "/"] = (request.url ?? "/").split("#", 1);
  const [path = "/", ...query] = target.split("?");
  const isControl = path.startsWith(controlPath);
  const reason = reasonToRefuse(request.headers);
  if (reason !== undefined) return isControl ? refuseControl(403, reason) : refuse("AccessDenied", reason);
  const body = await readBody(request);
  if (isControl && control === undefined) return refuseControl(404, "The control endpoint is off.");
  if (body === "too long") return refuse("RequestEntityTooLarge", "The request is longer than 1 MiB.");
  if (body === "not UTF-8") return refuse("MalformedInput", "");
  const answer = isControl && control !== undefined ? control : wire;
  return answer({
    method: request.method ?? "GET",
    path,
    query: query.join("?"),
    headers: headersOf(request),
    body: body.text,
  });
}

/** As they were sent, by lower-case name; what came more than once is joined as HTTP has it. */
function headersOf({ headersDistinct }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headersDistinct).map(([name, values = []]) => [name, values.join(",")]));
}

async function readBody(request: IncomingMessage): Promise<{ text: string } | "too long" | "not UTF-8"> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    // Read to its end all the same: a client that is still sending would not see the answer.
    if (length <= longestBody) chunks.push(chunk);
  }
  if (length > longestBody) return "too long";
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks)) };
  } catch {
    return "not UTF-8";
  }
}

function send(response: ServerResponse, { status, headers, body }: WireResponse): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, "content-length": bytes.length }).end(bytes);
}

/** Answers MalformedInput where there is no request that Node could answer. */
function refuseSocket(socket: Duplex): void {
  if (!socket.writable) return;
  const { headers, body } = refuse("MalformedInput", "");
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 400 Bad Request\r\n${lines.join("")}Connection: close\r\n\r\n${body}`);
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === "object" && address !== null ? address.port : 0;
}
