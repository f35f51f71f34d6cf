import type { IncomingMessage, RequestListener } from "node:http";
import { answerEarly } from "../delivery/answer-early.ts";
import type { AddressRates } from "./addresses/address-rates.ts";
import { tooManyRequests } from "./addresses/too-many-requests.ts";

/**
 * Rejects requests whose Host and target do not form a URL, or that have several Host headers (RFC 9112, section 3.2). (The
 * listener would answer the former with a stack trace.) A target in absolute form, as clients send it to proxies, must have the
 * authority of the Host, and is passed on in origin form.
 * @param rates counts the rejected requests. @default they are not counted
 */
export function rejectMalformedRequests(listener: RequestListener, rates?: AddressRates): RequestListener {
  return (request, response) => {
    const { headers } = request;
    const url = originForm(request.url ?? "", headers.host ?? "");
    request.url = url;
    if (hasOneHost(request) && url.startsWith("/") && URL.canParse(`http://${headers.host || "localhost"}${url}`)) {
      return listener(request, response);
    }
    const waitMs = rates?.admit(request) ?? 0;
    if (waitMs > 0) {
      const { status, code, message, headers } = tooManyRequests(waitMs);
      return answerEarly(request, response, status, code, message, headers);
    }
    answerEarly(
      request,
      response,
      400,
      "BAD_USER_INPUT",
      "Malformed Host header or request target: send a valid Host and a path such as /graphql.",
    );
  };
}

/** Of several Host headers, Node returns the first, and a proxy can have routed by another. */
function hasOneHost({ rawHeaders }: IncomingMessage): boolean {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (rawHeaders[at]?.toLowerCase() === "host") count += 1;
  return count <= 1;
}

function originForm(target: string, host: string): string {
  const [, authority, rest = ""] = /^https?:\/\/([^/?#]*)(.*)$/is.exec(target) ?? [];
  if (authority?.toLowerCase() !== host.toLowerCase()) return target;
  return rest.startsWith("/") ? rest : `/${rest}`;
}
