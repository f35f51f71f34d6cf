import type { IncomingHttpHeaders, RequestListener } from "node:http";

const LOCAL_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Lets through what programs and pages of this machine send, and nothing that a page from elsewhere can make a browser
 * send: neither from its own origin nor, having let its name resolve to a loopback address (DNS rebinding), as if it were
 * ours. Whoever is not authenticated must at least be here.
 */
export function localCallersOnly(listener: RequestListener): RequestListener {
  return (request, response) => {
    const fault = faultOf(request.headers);
    if (fault === undefined) return listener(request, response);
    const body = JSON.stringify({ errors: [{ message: fault, extensions: { code: "FORBIDDEN" } }] });
    response.writeHead(403, { "content-type": "application/json; charset=utf-8" }).end(body);
  };
}

function faultOf({ host = "", origin }: IncomingHttpHeaders): string | undefined {
  if (!LOCAL_HOST.test(host))
    return "This gateway answers on loopback addresses only: expected a Host such as localhost.";
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
    return "This gateway answers no pages of other origins.";
  }
  return undefined;
}
