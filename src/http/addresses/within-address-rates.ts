import type { IncomingMessage, RequestListener } from "node:http";
import { answerEarly } from "../answer-early.ts";
import type { AddressRates } from "./address-rates.ts";
import { tooManyRequests } from "./too-many-requests.ts";

export interface WithinAddressRatesOptions {
  readonly rates: AddressRates;
  /** Whether the request can turn out to have an authenticated caller. Such requests always pass. */
  readonly canHaveCaller: (request: IncomingMessage) => boolean;
  /** Headers of CORS for an answer to this origin. */
  readonly corsHeadersFor: (origin: string | undefined) => Readonly<Record<string, string>>;
}

/** Answers 429 before the gateway to an address above its rate, which costs the least. The gateway itself does the counting. */
export function withinAddressRates(listener: RequestListener, options: WithinAddressRatesOptions): RequestListener {
  const { rates, canHaveCaller, corsHeadersFor } = options;
  return (request, response) => {
    const waitMs = canHaveCaller(request) ? 0 : rates.waitFor(request);
    if (waitMs === 0) return listener(request, response);
    const { status, code, message, headers } = tooManyRequests(waitMs);
    answerEarly(response, status, code, message, { ...corsHeadersFor(request.headers.origin), ...headers });
  };
}
