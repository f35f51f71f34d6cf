import { request as ask, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream";

/** Of one connection, and not of what it carries (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = ["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"];

/**
 * Passes a request on to the gateway and its answer back, as they are: `Host` and `Origin` too, which the gateway checks,
 * and each part of a deferred answer as it comes. Where the gateway does not answer: 502.
 */
export function passOn(gateway: URL, request: IncomingMessage, response: ServerResponse): void {
  const { method, headers } = request;
  const onward = ask(gateway, { method, headers: endToEnd(headers), setHost: false });
  onward.once("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
    response.flushHeaders();
    // An answer that breaks off breaks off here too: `pipeline` destroys both.
    pipeline(answer, response, () => {});
  });
  onward.once("error", () => {
    if (response.headersSent) return void response.destroy();
    response.writeHead(502, { "content-type": "application/json" });
    response.end(JSON.stringify({ errors: [{ message: "The gateway does not answer." }] }));
  });
  response.once("close", () => onward.destroy());
  pipeline(request, onward, () => {});
}

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
}
