import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { blockListOf, type Network } from "../../../platform/networks.ts";
import { type IpAddress, readIpAddress } from "./ip-address.ts";

export interface ClientAddress {
  /** The client's address, or its /64 network for IPv6. */
  readonly network: string;
  /** Whether the request has an `x-forwarded-for` that does not count, because the connection is not a trusted proxy's. */
  readonly hasUntrustedForwarding: boolean;
}

/** Proxies that one request passes; entries of `x-forwarded-for` before these are not read. */
const MAX_HOPS = 32;

/**
 * Finds the address that a request comes from: that of the connection or, while that is a trusted proxy's, the next entry of
 * `x-forwarded-for` from the right. Entries that are not addresses end the search.
 */
export function createClientAddressOf(trustedProxies: readonly Network[]): (request: IncomingMessage) => ClientAddress {
  const trusted = blockListOf(trustedProxies);
  // A connection's address is read once, because all requests need it.
  const peers = new WeakMap<Socket, IpAddress>();
  const peerOf = (socket: Socket) => {
    const peer = peers.get(socket) ?? readIpAddress(socket.remoteAddress ?? "");
    if (peer) peers.set(socket, peer);
    return peer;
  };
  const isTrusted = ({ text, family }: IpAddress) => trusted.check(text, family);
  return ({ socket, headers }) => {
    const peer = peerOf(socket);
    const forwardedFor = headers["x-forwarded-for"];
    // The connection was closed before its address was read.
    if (peer === undefined) return { network: "unknown", hasUntrustedForwarding: false };
    if (forwardedFor === undefined) return { network: peer.network, hasUntrustedForwarding: false };
    if (!isTrusted(peer)) return { network: peer.network, hasUntrustedForwarding: true };
    let client = peer;
    for (const entry of String(forwardedFor).split(",").slice(-MAX_HOPS).toReversed()) {
      const next = readIpAddress(entry);
      if (next === undefined) break;
      client = next;
      if (!isTrusted(next)) break;
    }
    return { network: client.network, hasUntrustedForwarding: false };
  };
}
