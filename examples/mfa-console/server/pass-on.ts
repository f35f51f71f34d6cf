import { request as ask, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream";

/** Headers that belong to one connection only (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = ["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"];

/**
 * Forwards a request to the gateway, and streams its response back. `Host` and `Origin` stay unchanged, because the gateway
 * checks them. The response is 502 if the gateway does not respond.
 */
export function passOn(gateway: URL, request: IncomingMessage, response: ServerResponse): void {
  const { method, headers } = request;
  const onward = ask(gateway, { method, headers: endToEnd(headers), setHost: false });
  onward.once("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
    response.flushHeaders();
    // If one side fails, `pipeline` destroys both.
    pipeline(answer, response, () => {});
  });
  onward.once("error", () => {
    if (response.headersSent) return void response.destroy();
    response.writeHead(502, { "content-type": "application/json" });
    response.end(JSON.stringify({ errors: [{ message: "The gateway does not respond." }] }));
  });
  response.once("close", () => onward.destroy());
  pipeline(request, onward, () => {});
}

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
}
