import { IncomingMessage } from "node:http";
import type { Plugin } from "graphql-yoga";
import { refuse } from "../../delivery/refuse.ts";
import type { AddressRates } from "./address-rates.ts";
import { tooManyRequests } from "./too-many-requests.ts";

export interface AddressRatesOptions {
  readonly rates: AddressRates;
  /** Whether the request has an authenticated caller. */
  readonly hasCaller: (request: Request) => boolean;
}

/**
 * Counts each response to a request without an authenticated caller, and answers 429 to an address above its rate. Requests of
 * an authenticated caller are not counted: callers have their own rates, and many can share an address.
 */
export function useAddressRates({ rates, hasCaller }: AddressRatesOptions): Plugin {
  return {
    onResponse({ request, serverContext, setResponse }) {
      const sent = nodeRequestOf(serverContext);
      if (!sent || hasCaller(request)) return;
      const waitMs = rates.admit(sent);
      if (waitMs === 0) return;
      const { status, code, message, headers } = tooManyRequests(waitMs);
      setResponse(refuse(status, code, message, headers));
    },
  };
}

/** The request of Node's server; undefined for requests that this process itself makes. */
export function nodeRequestOf(serverContext: object): IncomingMessage | undefined {
  return "req" in serverContext && serverContext.req instanceof IncomingMessage ? serverContext.req : undefined;
}
