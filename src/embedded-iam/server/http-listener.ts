import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, Connections } from "../../platform/http-server/connections.ts";
import { controlPath, refuseControl } from "../admin/index.ts";
import {
  type BodyText,
  bodyTooLong,
  headerText,
  MAX_BODY_BYTES,
  readBodyText,
  refuse,
  type WireHandler,
  type WireResponse,
} from "../protocol/index.ts";
import { reasonToRefuse } from "./browser-guard.ts";

/** A GET carries its parameters in the request line: 50 tags of maximum length must fit. Node's default is 16 KiB. */
const MAX_HEAD_BYTES = 256 * 1024;

/** An HTTP listener of the service. */
export interface Listener {
  /** E.g. `http://127.0.0.1:4001`. */
  readonly url: string;
  /** Stops listening. Resolves when the requests in flight are answered, at the latest after 10 seconds. */
  close(): Promise<void>;
}

/** Handlers of HTTP requests: IAM's wire protocol and, unless it is off, the control endpoint. Both may reject. */
export interface ListenerHandlers {
  readonly wire: WireHandler;
  readonly control?: WireHandler | undefined;
}

/** A bound port. Requests wait until `serve` is called with their handlers. */
export interface TakenPort extends Listener {
  serve(handlers: ListenerHandlers): void;
}

/**
 * Binds a port of 127.0.0.1 (0: any free one). Rejects with Node's error if it cannot.
 * @param limits how long clients may take to read responses
 */
export async function takeLoopbackPort(port: number, limits: ConnectionOptions = {}): Promise<TakenPort> {
  const handlers = Promise.withResolvers<ListenerHandlers>();
  // Node would reject a request without Host itself; `reasonToRefuse` rejects it with an XML error.
  const server = createServer({ requireHostHeader: false, maxHeaderSize: MAX_HEAD_BYTES });
  const connections = new Connections(
    server,
    async (request, response) => {
      try {
        send(response, await serve(request, await handlers.promise));
      } catch {
        // The client aborted the request, or fault injection drops the connection.
        response.destroy();
      }
    },
    { quietMs: 0, ...limits },
  );
  // Invalid HTTP, CONNECT and Expect also get XML errors.
  server.on("clientError", (_error, socket) => refuseSocket(socket));
  server.on("connect", (_request, socket) => refuseSocket(socket));
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    serve: handlers.resolve,
    close: () => connections.drain(),
  };
}

async function serve(request: IncomingMessage, { wire, control }: ListenerHandlers): Promise<WireResponse> {
  const { authority, path, query } = targetOf(request.url ?? "/");
  const isControl = path.startsWith(controlPath);
  const headers = headersOf(request);
  if (authority !== undefined) headers["host"] ??= authority;
  // If the request names two hosts, both must be local.
  const reason = reasonToRefuse(headers) ?? reasonToRefuse({ host: authority ?? headers["host"] });
  if (reason !== undefined) return isControl ? refuseControl(403, reason) : refuse("AccessDenied", reason);
  const body = await readBody(request);
  if (isControl && control === undefined) return refuseControl(404, "The control endpoint is off.");
  if ("refusal" in body) return body.refusal;
  const handle = isControl && control !== undefined ? control : wire;
  return handle({ method: request.method ?? "GET", path, query, headers, body: body.text });
}

interface Target {
  /** Host and port of a request target in absolute form, as clients send it to a proxy. */
  readonly authority: string | undefined;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
}

function targetOf(url: string): Target {
  const [, authority, rest = ""] = /^https?:\/\/([^/?#]*)(.*)$/is.exec(url) ?? [undefined, undefined, url];
  const [target = ""] = rest.split("#", 1);
  const [path, ...query] = target.split("?");
  return { authority, path: path || "/", query: query.join("?") };
}

/** Header values by lower-case name. Repeated headers are joined with a comma, as SigV4 requires. */
function headersOf({ rawHeaders }: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? "").toLowerCase();
    const value = headerText(rawHeaders[index + 1] ?? "");
    const earlier = headers[name];
    headers[name] = earlier === undefined ? value : `${earlier},${value}`;
  }
  return headers;
}

/** Reads the body by events, because an async iterator costs more than the rest of the request handling. */
function readBody(request: IncomingMessage): Promise<BodyText> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      // An oversized body is still read to its end: a client that is still sending would not see the response.
      if (length <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    request.once("end", () => {
      if (length > MAX_BODY_BYTES) return resolve(bodyTooLong());
      const [only] = chunks;
      resolve(readBodyText(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks)));
    });
    request.once("error", reject);
    request.once("close", () => {
      if (!request.complete) reject(new Error("the client aborted its request"));
    });
  });
}

function send(response: ServerResponse, { status, headers, body, uncutLength }: WireResponse): void {
  response.writeHead(status, { ...headers, "content-length": uncutLength ?? Buffer.byteLength(body) });
  if (uncutLength === undefined) response.end(body);
  // The client waits for the announced length until the connection is destroyed.
  else response.write(body, () => response.destroy());
}

/** Answers MalformedInput on a socket for which Node has no request object. */
function refuseSocket(socket: Duplex): void {
  if (!socket.writable) return;
  const { headers, body } = refuse("MalformedInput", "");
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 400 Bad Request\r\n${lines.join("")}Connection: close\r\n\r\n${body}`);
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === "object" && address !== null ? address.port : 0;
}
