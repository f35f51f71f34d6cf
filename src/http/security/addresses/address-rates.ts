import type { IncomingMessage } from "node:http";
import { createLimitedLog } from "../../../platform/logger/limited-log.ts";
import type { Logger } from "../../../platform/logger/logger.ts";
import type { Network } from "../../../platform/networks.ts";
import { createKeyedTokenBuckets } from "../../../platform/token-bucket.ts";
import { createClientAddressOf } from "./client-address.ts";

export interface AddressRateOptions {
  /** Requests without an authenticated caller, of each kind, that an address may send in a minute. */
  readonly requestsPerMinute: number;
  /** The proxies whose `x-forwarded-for` counts. */
  readonly trustedProxies: readonly Network[];
  readonly log: Logger;
  /** Milliseconds, from any start. @default performance.now */
  readonly clock?: () => number;
}

/** Rates of requests that are answered without an authenticated caller, by the client's address. */
export interface AddressRates {
  /** Counts a request; 0, or the milliseconds until one is answered. A request above the rate is not counted. */
  admit(request: IncomingMessage): number;
  /** The same, but counts nothing. */
  waitFor(request: IncomingMessage): number;
  /** The client's address, or its /64 network for IPv6. */
  addressOf(request: IncomingMessage): string;
}

const HEALTH_PATHS: ReadonlySet<string> = new Set(["/health/live", "/health/ready"]);

export function createAddressRates(options: AddressRateOptions): AddressRates {
  const { requestsPerMinute: perMinute, log, clock = () => performance.now() } = options;
  const clientAddressOf = createClientAddressOf(options.trustedProxies);
  const buckets = createKeyedTokenBuckets({ perMinute, clock });
  const limitedLog = createLimitedLog({ log, perAddress: 1 });
  const waitFor = (request: IncomingMessage) => {
    const { network, hasUntrustedForwarding } = clientAddressOf(request);
    const waitMs = buckets.waitFor(keyOf(request, network));
    if (waitMs > 0) {
      const hint = "If this address is a proxy of yours, add it to IAMQL_TRUSTED_PROXIES.";
      limitedLog.info(network, hasUntrustedForwarding ? { hint } : {}, "too many unauthenticated requests");
    }
    return waitMs;
  };
  return {
    waitFor,
    admit(request) {
      const waitMs = waitFor(request);
      if (waitMs === 0) buckets.take(keyOf(request, clientAddressOf(request).network), 1);
      return waitMs;
    },
    addressOf: (request) => clientAddressOf(request).network,
  };
}

/**
 * Health checks and preflights are counted apart: refused tokens of one client must not make a load balancer take the
 * gateway out of service, and must not block the preflights of other clients that share its address.
 */
function keyOf({ method, url = "" }: IncomingMessage, network: string): string {
  const kind = method === "OPTIONS" ? "preflight" : HEALTH_PATHS.has(pathOf(url)) ? "health" : "other";
  return `${kind} ${network}`;
}

/** Of a target in origin form, without the query. */
function pathOf(target: string): string {
  const end = target.indexOf("?");
  return end < 0 ? target : target.slice(0, end);
}
