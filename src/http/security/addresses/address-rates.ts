import type { IncomingMessage } from "node:http";
import { createLimitedLog } from "../../../platform/logger/limited-log.ts";
import type { Logger } from "../../../platform/logger/logger.ts";
import type { Network } from "../../../platform/networks.ts";
import { createKeyedTokenBuckets } from "../../../platform/token-bucket.ts";
import { createClientAddressOf } from "./client-address.ts";

export interface AddressRateOptions {
  /** Requests without an authenticated caller that an address can send in a minute, of each kind. */
  readonly requestsPerMinute: number;
  /** The proxies whose `x-forwarded-for` is used. */
  readonly trustedProxies: readonly Network[];
  readonly log: Logger;
  /** Milliseconds, from any start. @default performance.now */
  readonly clock?: () => number;
}

/** Rate limits by client address, for requests without an authenticated caller. */
export interface AddressRates {
  /** Counts a request and returns 0, or returns the milliseconds until the address can send one. Requests above the rate are not counted. */
  admit(request: IncomingMessage): number;
  /** The same, without counting the request. */
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
      const hint = "If this address is your proxy, add it to IAMQL_TRUSTED_PROXIES.";
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
 * Health checks and preflights have buckets of their own: invalid tokens of one client must not make a load balancer remove
 * the gateway, and must not block preflights of other clients with the same address.
 */
function keyOf({ method, url = "" }: IncomingMessage, network: string): string {
  const kind = method === "OPTIONS" ? "preflight" : HEALTH_PATHS.has(pathOf(url)) ? "health" : "other";
  return `${kind} ${network}`;
}

/** The path of a target in origin form, without the query. */
function pathOf(target: string): string {
  const end = target.indexOf("?");
  return end < 0 ? target : target.slice(0, end);
}
