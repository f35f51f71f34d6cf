import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, Connections } from "../../platform/http-server/connections.ts";
import { controlPath, refuseControl } from "../admin/control-endpoint.ts";
import { type BodyText, bodyTooLong, headerText, MAX_BODY_BYTES, readBodyText } from "../protocol/request-text.ts";
import { refuse, type WireHandler, type WireResponse } from "./answer-call.ts";
import { reasonToRefuse } from "./browser-guard.ts";

/** A GET has in its first line what a POST has in its body: 50 tags of the longest fit. Node's own limit is 16 KiB. */
const MAX_HEAD_BYTES = 256 * 1024;

export interface Listener {
  /** E.g. `http://127.0.0.1:4001`. */
  readonly url: string;
  /** Stops listening and resolves when the requests under way are answered, or after 10 seconds. */
  close(): Promise<void>;
}

/** Who answers what comes in over HTTP: IAM's wire and, unless it is off, the control endpoint. Either may reject. */
export interface ListenerHandlers {
  readonly wire: WireHandler;
  readonly control?: WireHandler | undefined;
}

/** A port that is taken, and answers nothing yet: requests wait until `serve` says who answers them. */
export interface TakenPort extends Listener {
  serve(answerers: ListenerHandlers): void;
}

/**
 * Takes a port of 127.0.0.1 for the wire over HTTP; port 0 is any free one. Rejects if the port cannot be had.
 * @param limits how long clients may take for answers
 */
export async function takeLoopbackPort(port: number, limits: ConnectionOptions = {}): Promise<TakenPort> {
  const answerer = Promise.withResolvers<ListenerHandlers>();
  // A request without Host is refused with all others that name no local host, in XML.
  const server = createServer({ requireHostHeader: false, maxHeaderSize: MAX_HEAD_BYTES });
  const connections = new Connections(
    server,
    async (request, response) => {
      try {
        send(response, await serve(request, await answerer.promise));
      } catch {
        // The client broke off the request, or a fault cuts the connection: neither gets an answer.
        response.destroy();
      }
    },
    { quietMs: 0, ...limits },
  );
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
    close: () => connections.drain(),
  };
}

async function serve(request: IncomingMessage, { wire, control }: ListenerHandlers): Promise<WireResponse> {
  const { authority, path, query } = targetOf(request.url ?? "/");
  const isControl = path.startsWith(controlPath);
  const headers = headersOf(request);
  if (authority !== undefined) headers["host"] ??= authority;
  // Where there are two hosts, neither may be another's.
  const reason = reasonToRefuse(headers) ?? reasonToRefuse({ host: authority ?? headers["host"] });
  if (reason !== undefined) return isControl ? refuseControl(403, reason) : refuse("AccessDenied", reason);
  const body = await readBody(request);
  if (isControl && control === undefined) return refuseControl(404, "The control endpoint is off.");
  if ("refusal" in body) return body.refusal;
  const answer = isControl && control !== undefined ? control : wire;
  return answer({ method: request.method ?? "GET", path, query, headers, body: body.text });
}

interface Target {
  /** Host and port, where the request names them here: in absolute form, as clients send it that think of a proxy. */
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

/** As they were sent, by lower-case name; what came more than once is joined as signatures have it. */
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

/** By events: an iterator over the few chunks of a form costs more than all else that is done for it. */
function readBody(request: IncomingMessage): Promise<BodyText> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      // Read to its end all the same: a client that is still sending would not see the answer.
      if (length <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    request.once("end", () => {
      if (length > MAX_BODY_BYTES) return resolve(bodyTooLong());
      const [only] = chunks;
      resolve(readBodyText(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks)));
    });
    request.once("error", reject);
    request.once("close", () => {
      if (!request.complete) reject(new Error("the client broke off its request"));
    });
  });
}

function send(response: ServerResponse, { status, headers, body, uncutLength }: WireResponse): void {
  response.writeHead(status, { ...headers, "content-length": uncutLength ?? Buffer.byteLength(body) });
  if (uncutLength === undefined) response.end(body);
  // The client waits for all that it was promised, until the connection breaks off.
  else response.write(body, () => response.destroy());
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
