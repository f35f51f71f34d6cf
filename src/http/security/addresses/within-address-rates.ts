import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { answerEarly } from "../../delivery/answer-early.ts";
import type { Authenticator } from "../auth/index.ts";
import type { AddressRates } from "./address-rates.ts";
import { tooManyRequests } from "./too-many-requests.ts";

export interface WithinAddressRatesOptions {
  readonly rates: AddressRates;
  /** Must need the header `authorization` only. */
  readonly authenticate: Authenticator;
  /** Whether a request is answered before authentication. */
  readonly isPublic: (request: IncomingMessage) => boolean;
  /** CORS headers of a response to this origin. */
  readonly corsHeadersFor: (origin: string | undefined) => Readonly<Record<string, string>>;
}

/**
 * Answers 429 to requests without an authenticated caller from an address above its rate, before they reach the gateway. This
 * costs a small part of a response of the gateway, which counts the requests.
 */
export function withinAddressRates(listener: RequestListener, options: WithinAddressRatesOptions): RequestListener {
  const { rates, authenticate, isPublic, corsHeadersFor } = options;
  const hasCaller = async ({ headers: { authorization } }: IncomingMessage) => {
    try {
      await authenticate(new Headers(authorization === undefined ? {} : { authorization }));
      return true;
    } catch {
      return false;
    }
  };
  const answerLimited = async (request: IncomingMessage, response: ServerResponse, waitMs: number) => {
    if (!isPublic(request) && (await hasCaller(request))) return listener(request, response);
    const { status, code, message, headers } = tooManyRequests(waitMs);
    answerEarly(request, response, status, code, message, { ...corsHeadersFor(request.headers.origin), ...headers });
  };
  return (request, response) => {
    const waitMs = rates.waitFor(request);
    return waitMs === 0 ? listener(request, response) : answerLimited(request, response, waitMs);
  };
}
